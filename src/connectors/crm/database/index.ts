import type { Connector } from '../../sdk/index.ts'
import { activities } from './activities.ts'
import { check } from './check.ts'
import { TITLE } from './client.ts'
import { consent } from './consent.ts'
import { contacts, lists } from './contacts.ts'
import { people } from './people.ts'
import { databaseSettings, settingsOf, sqlPart } from './settings.ts'
import { sources } from './sources.ts'
import { suppressions } from './suppressions.ts'
import { validity } from './validity.ts'

const ID = 'database'

/** A CRM without an API, by its database. What a firm makes for it: docs/database.md. */
export const database: Connector = {
  id: ID,
  title: TITLE,
  system: 'crm',
  sources,
  settings: databaseSettings,
  keys: { names: ['password'] },
  // A database limits nothing: a careful pace, and a day only an endless walk would fill.
  pace: (settings) => ({
    budget: `${ID}:${settingsOf(settings).user}`,
    perSecond: settingsOf(settings).requestsPerSecond,
    perDay: 200_000,
    dayStartsAtUtcHour: 0,
  }),
  errors: [],
  baseUrls: () => [],
  sql: sqlPart,
  check,
  people,
  suppressions,
  lists,
  contacts,
  consent,
  validity,
  activities,
}
