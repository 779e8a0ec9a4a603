import { type Connector, keysIn } from '../../sdk/index.ts'
import { audience } from './audience.ts'
import { check } from './check.ts'
import { TITLE } from './client.ts'
import { consent } from './consent.ts'
import { contacts } from './contacts.ts'
import { copies } from './copies.ts'
import { errors } from './errors.ts'
import { feedback } from './feedback.ts'
import { lists } from './groups.ts'
import { signals } from './signals.ts'
import { sources } from './sources.ts'
import { suppressions } from './suppressions.ts'
import { emmaSettings, settingsOf } from './settings.ts'
import { totals } from './totals.ts'

const ID = 'emma'

/** Emma (MyEmma). What it cannot do, and what its vendor leaves open: README.md. */
export const emma: Connector = {
  id: ID,
  title: TITLE,
  sources,
  settings: emmaSettings,
  keys: {
    names: ['privateKey'],
    headers: (proof, settings) => {
      const pair = `${settingsOf(settings).publicKey}:${keysIn(proof)['privateKey']}`
      return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
    },
  },
  // Neither number is documented: a careful pace, and a day that only an endless walk would fill.
  pace: (settings) => ({
    budget: `${ID}:${settingsOf(settings).accountId}`,
    perSecond: 2,
    perDay: 100_000,
    dayStartsAtUtcHour: 0,
  }),
  errors,
  baseUrls: ({ apiUrl, accountId }) => {
    const settings = settingsOf({ publicKey: '-', apiUrl, accountId })
    return [`${settings.apiUrl}/${settings.accountId}`]
  },
  check,
  feedback,
  totals,
  suppressions,
  signals,
  lists,
  contacts,
  consent,
  audience,
  copies,
}
