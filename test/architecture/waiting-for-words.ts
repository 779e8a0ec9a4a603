/** The folders of src/web whose texts are not all messages yet. This list only shrinks. */
export const WAITING: readonly string[] = [
  'activities',
  'alarms',
  'audience',
  'campaigns',
  'dashboards',
  'files',
  'imports',
  'interests',
  'lists',
  'people',
  'topics',
  'trace',
  'views',
]
