import { createHash, randomBytes } from 'node:crypto'
import { Refusal } from '../contract/client.ts'

/** How long what was foreseen may be confirmed. */
export const CONFIRMATION_MS = 5 * 60_000
/** Confirmations one caller may leave open; beyond it the oldest is forgotten. */
export const OPEN_PER_CALLER_MAX = 20
/** All that are held at once; beyond it the oldest is forgotten. */
const OPEN_MAX = 2_000
const TOKEN_BYTES = 24

interface Open {
  by: string
  deed: string
  endsAt: number
}

export interface ConfirmationWorld {
  now(): number
  newToken?(): string
}

/**
 * What may be confirmed, for a short time and once. A token is good for one caller, one tool and
 * the very arguments it was given for. All is kept in memory, bounded: what is forgotten is asked
 * again.
 */
export class Confirmations {
  /** By the hash of the token, the oldest first. */
  readonly #open = new Map<string, Open>()
  readonly #world: ConfirmationWorld

  constructor(world: ConfirmationWorld) {
    this.#world = world
  }

  /** A new token for one deed of one caller. */
  offer(by: string, tool: string, asked: object): { token: string; endsAt: Date } {
    const now = this.#world.now()
    const token = (this.#world.newToken ?? randomToken)()
    const endsAt = now + CONFIRMATION_MS
    this.#forget(now, by)
    this.#open.set(hashOf(token), { by, deed: deedOf(tool, asked), endsAt })
    return { token, endsAt: new Date(endsAt) }
  }

  /**
   * Spends a token. Throws a Refusal where it is unknown, spent, too old, somebody else's, or for
   * something else; tried for something else it is spent too.
   */
  spend(token: string, by: string, tool: string, asked: object): void {
    const open = this.#open.get(hashOf(token))
    if (open === undefined || open.by !== by || open.endsAt <= this.#world.now()) {
      throw refusal('This confirmation is unknown, used already, or too old.')
    }
    this.#open.delete(hashOf(token))
    if (open.deed !== deedOf(tool, asked)) {
      throw refusal('This confirmation was given for something else; it is good for nothing now.')
    }
  }

  /** Makes room: the too old go, and the oldest where there are too many. */
  #forget(now: number, by: string): void {
    for (const [hash, { endsAt }] of this.#open) if (endsAt <= now) this.#open.delete(hash)
    const own = [...this.#open].filter(([, open]) => open.by === by)
    if (own.length >= OPEN_PER_CALLER_MAX) this.#open.delete(own[0]![0])
    const [oldest] = this.#open.keys()
    if (this.#open.size >= OPEN_MAX && oldest !== undefined) this.#open.delete(oldest)
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
