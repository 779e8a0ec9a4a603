import { type Connector, keysIn, parseXml } from '../../sdk/index.ts'
import { audience } from './audience.ts'
import { check } from './check.ts'
import { TITLE } from './client.ts'
import { consent } from './consent.ts'
import { contacts } from './contacts.ts'
import { errors } from './errors.ts'
import { lists } from './lists.ts'
import { mailings } from './mailings.ts'
import { highRoadSettings, SERVICE, settingsOf } from './settings.ts'
import { sources } from './sources.ts'

const ID = 'highroad'

/** HighRoad Solution, which is Adestra underneath. What is left out, and why: README.md. */
export const highRoad: Connector = {
  id: ID,
  title: TITLE,
  sources,
  settings: highRoadSettings,
  keys: {
    names: ['password'],
    headers: (proof, settings) => {
      const { account, username } = settingsOf(settings)
      const pair = `${account}.${username}:${keysIn(proof)['password']}`
      return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
    },
  },
  // Neither number is documented: a careful pace, and a day that only an endless walk would fill.
  pace: (settings) => ({
    budget: `${ID}:${settingsOf(settings).account}`,
    perSecond: 4,
    perDay: 100_000,
    dayStartsAtUtcHour: 0,
  }),
  errors,
  parse: (body) => parseXml(TITLE, body),
  baseUrls: ({ apiUrl }) => {
    const unread = { account: '-', username: '-', workspaceId: '1', coreTableId: '1' }
    return [`${settingsOf({ ...unread, apiUrl }).apiUrl}${SERVICE}`]
  },
  check,
  lists,
  contacts,
  consent,
  audience,
  mailings,
}
