import { type Keys, type Session, unreadable, type Vendor } from '../../sdk/index.ts'
import { post, resultOf, TITLE, tokenIn } from './client.ts'
import { settingsOf } from './settings.ts'

/**
 * Signs in. The token stands in the header of the answer; its body says nothing. How long it lasts
 * is up to the site, and not told: it is used until it is refused. Throws Failure('unauthorised')
 * where the user or the password is not accepted.
 */
export async function open(vendor: Vendor, keys: Keys): Promise<Session> {
  const operation = 'Authenticate'
  const { username } = settingsOf(vendor.settings)
  const parameters = { userName: username, password: keys['password'] }
  const body = await post(vendor, { operation, parameters })
  resultOf(operation, body)
  const proof = tokenIn(body)
  if (proof === null) throw unreadable(TITLE, 'Its header brings no token.')
  return { proof, expiresAt: null }
}
