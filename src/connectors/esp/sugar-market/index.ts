import { type Connector, keysIn } from '../../sdk/index.ts'
import { check } from './check.ts'
import { TITLE } from './client.ts'
import { contacts, suppressions } from './contacts.ts'
import { errors } from './errors.ts'
import { SERVICE, settingsOf, sugarMarketSettings } from './settings.ts'
import { sources } from './sources.ts'

const ID = 'sugar-market'

/** Sugar Market, which was SalesFUSION. What is left out, and why: README.md. */
export const sugarMarket: Connector = {
  id: ID,
  title: TITLE,
  sources,
  settings: sugarMarketSettings,
  keys: {
    names: ['password'],
    headers: (proof, settings) => {
      const pair = `${settingsOf(settings).username}:${keysIn(proof)['password']}`
      return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
    },
  },
  // Neither number is documented: a careful pace, and a day that only an endless walk would fill.
  pace: (settings) => ({
    budget: `${ID}:${settingsOf(settings).username}`,
    perSecond: 2,
    perDay: 50_000,
    dayStartsAtUtcHour: 0,
  }),
  errors,
  baseUrls: ({ apiUrl }) => {
    const settings = settingsOf({ username: 'unread@unread', apiUrl })
    return [`${settings.apiUrl}${SERVICE}`]
  },
  check,
  suppressions,
  contacts,
}
