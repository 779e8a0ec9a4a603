import { type Connector, diallingOf, parseXml } from '../../sdk/index.ts'
import { audience } from './audience.ts'
import { categories } from './categories.ts'
import { check } from './check.ts'
import { TITLE } from './client.ts'
import { consent } from './consent.ts'
import { contactsOf } from './contacts.ts'
import { errors } from './errors.ts'
import { feedbackOf } from './feedback.ts'
import { fields } from './fields.ts'
import { lists } from './groups.ts'
import { mailings } from './mailings.ts'
import { sources } from './sources.ts'
import { suppressionsOf } from './suppressions.ts'
import { open } from './session.ts'
import { magnetMailSettings, settingsOf } from './settings.ts'
import { totals } from './totals.ts'

const ID = 'magnetmail'

/** Real Magnet, called MagnetMail. What it cannot do yet: README.md. */
export const magnetMail: Connector = {
  id: ID,
  title: TITLE,
  sources,
  settings: magnetMailSettings,
  // The proof goes into the header of each document.
  keys: { names: ['password'], open },
  // No limit of requests is documented; this is a pace nobody should mind (README.md, "Pace").
  pace: (settings) => ({
    budget: `${ID}:${settingsOf(settings).username}`,
    perSecond: 2,
    perDay: 50_000,
    dayStartsAtUtcHour: 0,
  }),
  errors,
  parse: (body) => parseXml(TITLE, body),
  baseUrls: (settings) => [settingsOf(settings).apiUrl],
  check,
  feedback: feedbackOf(),
  totals,
  suppressions: suppressionsOf(),
  lists,
  contacts: contactsOf(),
  categories,
  consent,
  audience,
  fields,
  mailings,
  readAs: (settings) => {
    const dialling = diallingOf(settingsOf(settings))
    return {
      feedback: feedbackOf(dialling),
      suppressions: suppressionsOf(dialling),
      contacts: contactsOf(dialling),
    }
  },
}
