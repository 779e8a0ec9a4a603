import type { Connector } from '../../sdk/index.ts'
import { activities } from './activities.ts'
import { check } from './check.ts'
import { consent } from './consent.ts'
import { contacts } from './contacts.ts'
import { errors } from './errors.ts'
import { lists } from './lists.ts'
import { people } from './people.ts'
import { open } from './session.ts'
import { salesforceSettings, settingsOf } from './settings.ts'
import { sources } from './sources.ts'
import { suppressions } from './suppressions.ts'
import { TITLE } from './values.ts'
import { validity } from './validity.ts'

const ID = 'salesforce'

/** Salesforce, and Practifi on it. What it cannot do, and its traps: README.md. */
export const salesforce: Connector = {
  id: ID,
  title: TITLE,
  system: 'crm',
  sources,
  settings: salesforceSettings,
  keys: {
    names: ['clientSecret'],
    headers: (proof) => ({ authorization: `Bearer ${proof}` }),
    open,
  },
  // The smallest day an edition has: the firm's other apps spend of the same.
  pace: (settings) => ({
    budget: `${ID}:${settingsOf(settings).siteUrl}`,
    perSecond: 10,
    perDay: 15_000,
    dayStartsAtUtcHour: 0,
  }),
  errors,
  baseUrls: (settings) => [settingsOf(settings).siteUrl],
  check,
  people,
  suppressions,
  lists,
  contacts,
  consent,
  validity,
  activities,
}
