import { Failure, refreshTokens, type Tokens } from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import { connectorOf } from './connector.ts'
import type { HeldGrant } from './grant.ts'

/** The token endpoint has this long for one answer. */
export const EXCHANGE_MS_MAX = 20_000

/** Spends the refresh token of a grant: the new pair, or why there is none. */
export async function spend(homing: Homing, held: HeldGrant): Promise<Tokens | Failure> {
  const { oauth2, title } = connectorOf(homing, held.connector)
  const { refreshToken } = held.grant
  if (!oauth2 || refreshToken === null) {
    return new Failure('unauthorised', `The access token for ${title} has ended.`, {
      whoMustAct: 'you',
      remedy: 'Authorise the connection again.',
    })
  }
  const signal = AbortSignal.timeout(EXCHANGE_MS_MAX)
  const { clientSecret } = held.sealed.secrets
  try {
    return await refreshTokens({
      vendor: title,
      part: oauth2,
      settings: held.settings,
      ...(typeof clientSecret === 'string' ? { clientSecret } : {}),
      http: homing.http,
      clock: homing,
      signal,
      refreshToken,
    })
  } catch (error) {
    if (error instanceof Failure) return error
    if (!signal.aborted) throw error
    return new Failure('temporary', `${title}'s token service took too long.`, {
      whoMustAct: 'vendor',
      cause: error,
    })
  }
}
