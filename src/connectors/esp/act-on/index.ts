import type { Connector } from '../../sdk/index.ts'
import { audience } from './audience.ts'
import { categories } from './categories.ts'
import { check } from './check.ts'
import { TITLE } from './client.ts'
import { consent } from './consent.ts'
import { errors } from './errors.ts'
import { feedback } from './feedback.ts'
import { contacts, lists } from './lists.ts'
import { mailings } from './mailings.ts'
import { sources } from './sources.ts'
import { suppressions } from './suppressions.ts'
import { actOnSettings, settingsOf } from './settings.ts'
import { totals } from './totals.ts'

const ID = 'act-on'

/** Act-On, REST API 1. What it cannot do, and what its vendor leaves open: README.md. */
export const actOn: Connector = {
  id: ID,
  title: TITLE,
  sources,
  settings: actOnSettings,
  oauth2: {
    tokenUrl: (settings) => `${settingsOf(settings).apiUrl}/token`,
    clientId: (settings) => settingsOf(settings).clientId,
    clientIn: 'form',
    signIn: { userKey: 'username', passwordKey: 'password' },
    callsPerHour: { max: 5, source: 'Act-On, developer help: 5 authentication calls an hour' },
    scopes: [],
  },
  // Developer help: both hold for an account. When its day begins is not said.
  pace: (settings) => ({
    budget: `${ID}:${settingsOf(settings).username}`,
    perSecond: 5,
    perDay: 30_000,
    dayStartsAtUtcHour: 0,
  }),
  errors,
  baseUrls: (settings) => [settingsOf(settings).apiUrl],
  check,
  feedback,
  totals,
  suppressions,
  lists,
  contacts,
  categories,
  consent,
  audience,
  mailings,
}
