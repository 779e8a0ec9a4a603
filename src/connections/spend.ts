import {
  Failure,
  refreshTokens,
  signIn,
  type OAuth2Part,
  type Tokens,
} from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import { connectorOf } from './connector.ts'
import type { HeldGrant } from './grant.ts'

/** The token endpoint has this long for one answer. */
export const EXCHANGE_MS_MAX = 20_000

/**
 * Gets the tokens that follow those of a grant: spends its refresh token; where there is none, and
 * the vendor takes a user name and a password, signs in. Answers why there are none.
 */
export async function spend(homing: Homing, held: HeldGrant): Promise<Tokens | Failure> {
  const { oauth2, title } = connectorOf(homing, held.connector)
  const { refreshToken } = held.grant
  const user = oauth2 && userOf(oauth2, held)
  if (!oauth2 || (refreshToken === null && !user)) {
    return new Failure('unauthorised', `The access token for ${title} has ended.`, {
      whoMustAct: 'you',
      remedy: 'Authorise the connection again.',
    })
  }
  const signal = AbortSignal.timeout(EXCHANGE_MS_MAX)
  const { clientSecret } = held.sealed.secrets
  const ask = {
    vendor: title,
    part: oauth2,
    settings: held.settings,
    ...(typeof clientSecret === 'string' ? { clientSecret } : {}),
    http: homing.http,
    clock: homing,
    signal,
  }
  try {
    if (refreshToken !== null) return await refreshTokens({ ...ask, refreshToken })
    return await signIn({ ...ask, ...user! })
  } catch (error) {
    if (error instanceof Failure) return error
    if (!signal.aborted) throw error
    return new Failure('temporary', `${title}'s token service took too long.`, {
      whoMustAct: 'vendor',
      cause: error,
    })
  }
}

/** Who signs in, where the vendor takes a user name and a password and both are kept. */
export function userOf(
  { signIn: keys }: OAuth2Part,
  { sealed, settings }: Pick<HeldGrant, 'sealed' | 'settings'>,
): { username: string; password: string } | null {
  if (!keys) return null
  const username = settings[keys.userKey]
  const password = sealed.secrets[keys.passwordKey]
  return typeof username === 'string' && typeof password === 'string'
    ? { username, password }
    : null
}
