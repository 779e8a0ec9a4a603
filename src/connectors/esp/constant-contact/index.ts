import type { Connector } from '../../sdk/index.ts'
import { audience } from './audience.ts'
import { check, SCOPES } from './check.ts'
import { TITLE } from './client.ts'
import { consent } from './consent.ts'
import { contacts, lists, suppressions } from './contacts.ts'
import { errors } from './errors.ts'
import { feedback } from './feedback.ts'
import { fields } from './fields.ts'
import { mailings } from './mailings.ts'
import { constantContactSettings, settingsOf } from './settings.ts'
import { sources } from './sources.ts'
import { totals } from './totals.ts'

const ID = 'constant-contact'

/** Constant Contact, API v3. What it cannot do, and what its vendor leaves open: README.md. */
export const constantContact: Connector = {
  id: ID,
  title: TITLE,
  sources,
  settings: constantContactSettings,
  oauth2: {
    authorizeUrl: (settings) => settingsOf(settings).authorizeUrl,
    tokenUrl: (settings) => settingsOf(settings).tokenUrl,
    clientId: (settings) => settingsOf(settings).clientId,
    // Authentication guide: a refresh token that is not used for 180 days expires.
    refreshTokenLife: { idleDays: 180, source: 'Constant Contact, OAuth2 guide' },
    scopes: SCOPES,
  },
  // API guide, "Rate limits": both numbers hold for an application over all its accounts.
  pace: (settings) => ({
    budget: `${ID}:${settingsOf(settings).clientId}`,
    perSecond: 4,
    perDay: 10_000,
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
  consent,
  audience,
  fields,
  mailings,
}
