import type { RouteName } from '../../api/contract/index.ts'

/** Where a person's consent and addresses are shown: to be read again after a change. */
export const PERSON_SHOWN_BY: RouteName[] = [
  'people.show',
  'people.told',
  'people.previewOptIn',
  'people.list',
  'people.count',
  'people.preferences',
  'topics.list',
  'consent.ending',
  'consent.countEnding',
  'campaigns.log',
  'audit.list',
]

/** Where it is shown who is who: to be read again after a merge and its undoing. */
export const IDENTITY_SHOWN_BY: RouteName[] = [
  ...PERSON_SHOWN_BY,
  'people.duplicates',
  'people.owners',
  'people.timeline',
  'people.mailings',
  'people.links',
  'problems.groups',
  'problems.list',
  'problems.count',
]
