import { type Connector, parseXml } from '../../sdk/index.ts'
import { audience } from './audience.ts'
import { check } from './check.ts'
import { TITLE } from './client.ts'
import { consent } from './consent.ts'
import { errors } from './errors.ts'
import { feedback } from './feedback.ts'
import { mailings } from './own-mailings.ts'
import { informzSettings, settingsOf } from './settings.ts'
import { sources } from './sources.ts'
import { contacts, lists, suppressions } from './subscribers.ts'
import { totals } from './totals.ts'

const ID = 'informz'

/** Informz (Higher Logic Thrive Marketing Professional). What it cannot do yet: README.md. */
export const informz: Connector = {
  id: ID,
  title: TITLE,
  sources,
  settings: informzSettings,
  // The proof goes into each document.
  keys: { names: ['password'] },
  // No limit of requests is documented; this is a pace nobody should mind (README.md, "Pace").
  pace(settings) {
    const { brandId, user } = settingsOf(settings)
    return {
      budget: `${ID}:${brandId}:${user}`,
      perSecond: 2,
      perDay: 50_000,
      dayStartsAtUtcHour: 0,
    }
  },
  errors,
  parse: (body) => parseXml(TITLE, body),
  baseUrls: (settings) => [settingsOf(settings).apiUrl],
  check,
  feedback,
  totals,
  suppressions,
  lists,
  contacts,
  consent,
  audience,
  mailings,
}
