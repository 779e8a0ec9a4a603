import { createHash, randomBytes } from 'node:crypto'
import type { KeptConfirmation } from '../../accounts/index.ts'
import { Refusal } from '../contract/client.ts'

/** How long what was foreseen may be confirmed. */
export const CONFIRMATION_MS = 5 * 60_000
const TOKEN_BYTES = 24

/** Where what may be confirmed is kept, with the bounds of how much. */
export interface ConfirmationStore {
  keep(one: KeptConfirmation & { now: Date }): Promise<void>
  /** Spends it, whatever it was given for; null where it is none, or too old. */
  spend(asked: { tokenHash: string; caller: string; now: Date }): Promise<string | null>
}

export interface ConfirmationWorld {
  now(): number
  store: ConfirmationStore
  newToken?(): string
}

/**
 * What may be confirmed, for a short time and once. A token is good for one caller, one tool and
 * the very arguments it was given for. What is forgotten is asked again.
 */
export class Confirmations {
  readonly #world: ConfirmationWorld

  constructor(world: ConfirmationWorld) {
    this.#world = world
  }

  /** A new token for one deed of one caller. */
  async offer(
    caller: string,
    tool: string,
    asked: object,
  ): Promise<{ token: string; endsAt: Date }> {
    const now = this.#world.now()
    const token = (this.#world.newToken ?? randomToken)()
    const endsAt = new Date(now + CONFIRMATION_MS)
    const kept = { tokenHash: hashOf(token), caller, deedHash: deedOf(tool, asked), endsAt }
    await this.#world.store.keep({ ...kept, now: new Date(now) })
    return { token, endsAt }
  }

  /**
   * Spends a token. Throws a Refusal where it is unknown, spent, too old, somebody else's, or for
   * something else; tried for something else it is spent too.
   */
  async spend(token: string, caller: string, tool: string, asked: object): Promise<void> {
    const now = new Date(this.#world.now())
    const deed = await this.#world.store.spend({ tokenHash: hashOf(token), caller, now })
    if (deed === null) throw refusal('This confirmation is unknown, used already, or too old.')
    if (deed !== deedOf(tool, asked)) {
      throw refusal('This confirmation was given for something else; it is good for nothing now.')
    }
  }
}

function randomToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** One deed, however its arguments were ordered. */
function deedOf(tool: string, asked: object): string {
  return hashOf(JSON.stringify([tool, ordered(asked)]))
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (value === null || typeof value !== 'object') return value
  const named = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return named.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, ordered(inner)])
}

function refusal(detail: string): Refusal {
  const remedy = 'Call the tool without a confirmation: it says again what would happen.'
  return new Refusal({ status: 409, title: 'Not confirmed', detail, remedy })
}
