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
import { spendKeys } from './spend-keys.ts'

/** The token endpoint has this long for one answer. */
export const EXCHANGE_MS_MAX = 20_000

/**
 * Gets the tokens that follow those of a grant: spends its refresh token; where there is none, and
 * the vendor takes a user name and a password, signs in; where it takes keys, uses those. Answers
 * why there are none.
 */
export async function spend(homing: Homing, held: HeldGrant): Promise<Tokens | Failure> {
  const connector = connectorOf(homing, held.connector)
  const { oauth2, title } = connector
  const signal = AbortSignal.timeout(EXCHANGE_MS_MAX)
  try {
    if (connector.keys) return await spendKeys(homing, connector, held, signal)
    if (oauth2) return await spendTokens(homing, held, { vendor: title, part: oauth2, signal })
    return ended(title)
  } catch (error) {
    if (error instanceof Failure) return error
    if (!signal.aborted) throw error
    return new Failure('temporary', `${title}'s token service took too long.`, {
      whoMustAct: 'vendor',
      cause: error,
    })
  }
}

async function spendTokens(
  homing: Homing,
  held: HeldGrant,
  by: { vendor: string; part: OAuth2Part; signal: AbortSignal },
): Promise<Tokens | Failure> {
  const { refreshToken } = held.grant
  const { clientSecret } = held.sealed.secrets
  const ask = {
    ...by,
    settings: held.settings,
    ...(typeof clientSecret === 'string' ? { clientSecret } : {}),
    http: homing.http,
    clock: homing,
  }
  if (refreshToken !== null) return refreshTokens({ ...ask, refreshToken })
  const user = userOf(by.part, held)
  return user ? signIn({ ...ask, ...user }) : ended(by.vendor)
}

function ended(title: string): Failure {
  return new Failure('unauthorised', `The access token for ${title} has ended.`, {
    whoMustAct: 'you',
    remedy: 'Authorise the connection again.',
  })
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
