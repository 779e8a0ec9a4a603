import {
  cleanText,
  count,
  type Keys,
  type KeysPart,
  type Session,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { ask, TITLE } from './client.ts'
import { settingsOf } from './settings.ts'

/**
 * Requests carry the token of a session, which is opened with user name and password. A new one is
 * opened where it ends, rather than refreshed: a refresh token is spent with its first use, and
 * would be lost along with the answer; the password opens a session in any case.
 */
export const keys: KeysPart = {
  names: ['password'],
  headers: (token) => ({ 'OAuth-Token': token }),
  open,
}

/** The client that every SugarCRM brings along, without a secret. */
const CLIENT = { client_id: 'sugar', client_secret: '' }

async function open(vendor: Vendor, given: Keys): Promise<Session> {
  const { username, platform } = settingsOf(vendor.settings)
  const answer = await ask(vendor, {
    method: 'POST',
    path: 'oauth2/token',
    json: { grant_type: 'password', ...CLIENT, username, password: given['password'], platform },
  })
  const proof = cleanText(answer['access_token'])
  if (proof === null) throw unreadable(TITLE, 'It opens no session.')
  const seconds = count(answer['expires_in'])
  return { proof, expiresAt: seconds === undefined ? null : vendor.now() + seconds * 1000 }
}
