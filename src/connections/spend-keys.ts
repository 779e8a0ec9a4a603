import {
  type Connector,
  createVendorHttp,
  Failure,
  type Keys,
  type KeysPart,
  proofOf,
  type Settings,
  type Tokens,
} from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import { realClock } from '../platform/http/index.ts'
import type { HeldGrant } from './grant.ts'

/** Keys that are entered and complete; null where one is missing. */
function keysAmong({ names }: KeysPart, secrets: Readonly<Record<string, unknown>>): Keys | null {
  const found: Record<string, string> = {}
  for (const name of names) {
    const value = secrets[name]
    if (typeof value !== 'string' || value === '') return null
    found[name] = value
  }
  return found
}

/**
 * The proof that follows the one held, where there is no OAuth2: a new session, or the keys
 * themselves. Keys that were refused as they are have no successor: Failure('unauthorised').
 */
export async function spendKeys(
  homing: Homing,
  connector: Connector,
  held: Pick<HeldGrant, 'grant' | 'sealed' | 'settings'>,
  signal: AbortSignal,
): Promise<Tokens | Failure> {
  const part = connector.keys!
  const keys = keysAmong(part, held.sealed.secrets)
  if (!keys) return refused(connector)
  if (part.open) {
    const vendor = { settings: held.settings, now: () => homing.now(), http: plainLine() }
    const session = await part.open(vendor, keys)
    return tokensOf(session.proof, session.expiresAt)
  }
  const proof = proofOf(keys)
  return held.grant.accessToken === proof ? refused(connector) : tokensOf(proof, null)

  function plainLine() {
    return unproved(homing, connector, { settings: held.settings, signal })
  }
}

/** A line on which nothing proves who asks: for opening a session only. Asked once, no renewal. */
function unproved(
  homing: Homing,
  connector: Connector,
  { settings, signal }: { settings: Settings; signal: AbortSignal },
) {
  return createVendorHttp({
    connector,
    settings,
    signal,
    tokens: {
      current: async () => '',
      renew: async () => {
        throw refused(connector)
      },
    },
    pace: { take: async () => {}, block: () => {} },
    http: homing.http,
    clock: { now: () => homing.now(), sleep: homing.sleep ?? realClock.sleep },
    random: () => homing.random(),
  })
}

function tokensOf(proof: string, expiresAt: number | null): Tokens {
  return { accessToken: proof, refreshToken: null, expiresAt, scopes: null }
}

function refused({ title }: Connector): Failure {
  return new Failure('unauthorised', `${title} does not accept what was entered.`, {
    whoMustAct: 'you',
    remedy: 'Enter it again in the settings of the connection.',
  })
}
