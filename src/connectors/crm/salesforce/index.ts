import type { Connector } from '../../sdk/index.ts'
import { activities } from './activities.ts'
import { audience } from './audience.ts'
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
  pace: (settings) => {
    const { siteUrl, requestShare } = settingsOf(settings)
    const dayShare = requestShare / 100
    return {
      budget: `${ID}:${siteUrl}`,
      perSecond: 10,
      // Of the smallest day an edition has, until the first answer says what this one has.
      perDay: Math.floor(15_000 * dayShare),
      dayShare,
      dayStartsAtUtcHour: 0,
    }
  },
  // "api-usage=10018/100000; api-bursts=1/750" (REST API guide, Limit Info Header).
  dayIn: (headers) => {
    const day = /(?:^|[\s;])api-usage=\d+\/(\d{1,9})\b/.exec(
      headers.get('sforce-limit-info') ?? '',
    )?.[1]
    return day === undefined ? null : Number(day)
  },
  errors,
  baseUrls: (settings) => [settingsOf(settings).siteUrl],
  check,
  people,
  suppressions,
  lists,
  contacts,
  consent,
  audience,
  validity,
  activities,
}
