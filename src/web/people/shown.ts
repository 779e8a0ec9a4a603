import type { RouteName } from '../../api/contract/index.ts'

/** Where a person's consent and addresses are shown: to be read again after a change. */
export const PERSON_SHOWN_BY: RouteName[] = [
  'people.show',
  'people.told',
  'people.previewOptIn',
  'people.list',
  'people.count',
  'campaigns.log',
  'audit.list',
]
