import {
  Failure,
  type Keys,
  type Session,
  textOf,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { post, type Proof, resultOf, TITLE } from './client.ts'
import { settingsOf } from './settings.ts'

/** How long a session lives is not documented: before this, which is a guess, it is not renewed. */
const LIFE_MS = 20 * 60_000

/**
 * Opens a session (WSDL: Authenticate). What later requests carry in their header is its proof.
 * Throws Failure('unauthorised') where the user or the password is not accepted.
 */
export async function open(vendor: Vendor, keys: Keys): Promise<Session> {
  const { username } = settingsOf(vendor.settings)
  const ask = { username, password: keys['password'] }
  const result = resultOf('Authenticate', await post(vendor, 'Authenticate', () => ask))
  if (textOf(result, 'authenticated') !== 'true') {
    throw new Failure('unauthorised', `${TITLE} does not accept the user name or the password.`, {
      whoMustAct: 'you',
      remedy: 'Check both in the settings of the connection.',
    })
  }
  const sessionId = textOf(result, 'sessionId')
  const userId = textOf(result, 'user_id')
  if (sessionId === '' || userId === '') throw unreadable(TITLE, 'It opens no session.')
  const proof: Proof = { sessionId, user_id: userId, loginid: textOf(result, 'loginid') }
  return { proof: JSON.stringify(proof), expiresAt: vendor.now() + LIFE_MS }
}
