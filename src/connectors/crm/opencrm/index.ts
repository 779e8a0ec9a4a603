import { type Connector, keysIn } from '../../sdk/index.ts'
import { activities } from './activities.ts'
import { check } from './check.ts'
import { TITLE } from './client.ts'
import { consent } from './consent.ts'
import { contacts, lists } from './contacts.ts'
import { errors } from './errors.ts'
import { people } from './people.ts'
import { apiOf, openCrmSettings, settingsOf } from './settings.ts'
import { sources } from './sources.ts'
import { suppressions } from './suppressions.ts'

const ID = 'opencrm'

/** OpenCRM, by its REST API. What it cannot do, and its traps: README.md. */
export const openCrm: Connector = {
  id: ID,
  title: TITLE,
  system: 'crm',
  sources,
  settings: openCrmSettings,
  keys: {
    names: ['apiKey', 'passKey'],
    // As headers: what the key is called in a form differs between installations.
    headers: (proof) => {
      const { apiKey, passKey } = keysIn(proof)
      return { KEY1: apiKey!, KEY2: passKey! }
    },
  },
  // Its limit has no published number: a careful pace, and a day only an endless walk would fill.
  pace: (settings) => ({
    budget: `${ID}:${settingsOf(settings).siteUrl}`,
    perSecond: settingsOf(settings).requestsPerSecond,
    perDay: 200_000,
    dayStartsAtUtcHour: 0,
  }),
  errors,
  baseUrls: (settings) => [apiOf(settings)],
  check,
  people,
  suppressions,
  lists,
  contacts,
  consent,
  activities,
}
