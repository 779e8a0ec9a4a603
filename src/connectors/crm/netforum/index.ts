import { type Connector, parseXml } from '../../sdk/index.ts'
import { activities } from './activities.ts'
import { check } from './check.ts'
import { TITLE, tokenIn } from './client.ts'
import { consent } from './consent.ts'
import { contacts } from './contacts.ts'
import { errors } from './errors.ts'
import { peopleBy } from './people.ts'
import { open } from './session.ts'
import { netForumSettings, serviceOf, settingsOf } from './settings.ts'
import { sources } from './sources.ts'
import { suppressionsBy } from './suppressions.ts'
import { validity } from './validity.ts'

const ID = 'netforum'

/** netFORUM Enterprise, by xWeb. What it cannot do, and its traps: README.md. */
export const netForum: Connector = {
  id: ID,
  title: TITLE,
  system: 'crm',
  sources,
  settings: netForumSettings,
  // The proof goes into the header of each envelope, and may come back as another one.
  keys: { names: ['password'], open, next: tokenIn },
  // No limit is published. One at a time, so that each carries the token the last one brought.
  pace: (settings) => ({
    budget: `${ID}:${settingsOf(settings).username}`,
    perSecond: settingsOf(settings).requestsPerSecond,
    perDay: 100_000,
    concurrency: 1,
    dayStartsAtUtcHour: 0,
  }),
  errors,
  parse: (body) => parseXml(TITLE, body),
  baseUrls: (settings) => [serviceOf(settings)],
  check,
  people: peopleBy({ zone: 'UTC', ownerColumn: '' }),
  suppressions: suppressionsBy('UTC'),
  readAs(settings) {
    const { timeZone: zone, ownerColumn } = settingsOf(settings)
    return { people: peopleBy({ zone, ownerColumn }), suppressions: suppressionsBy(zone) }
  },
  contacts,
  consent,
  validity,
  activities,
}
