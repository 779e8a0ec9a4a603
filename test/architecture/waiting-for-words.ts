/** The folders of src/web whose texts are not all messages yet. This list only shrinks. */
export const WAITING: readonly string[] = [
  'alarms',
  'audience',
  'campaigns',
  'connections',
  'doubts',
  'files',
  'imports',
  'interests',
  'lists',
  'mapping',
  'people',
  'problems',
  'reconciliation',
  'runs',
  'topics',
  'trace',
]
