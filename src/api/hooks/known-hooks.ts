import type { OpenHook } from '../../connections/index.ts'
import { busy } from './allowance.ts'

/** What was looked up is believed this long: so long an ended address may still lead in. */
export const FRESH_MS = 3_000
/** A proof that failed is tried again with what the database says now, at most this often. */
const RENEW_MS = 500
const KNOWN_MAX = 2_000
/** Look-ups at once; more are somebody trying addresses. */
const LOOKUPS_MAX = 16

interface Known {
  hook: OpenHook | null
  at: number
}

/** Where tokens lead, remembered for a moment: a storm of deliveries is one look-up. */
export class KnownHooks {
  readonly #find: (token: string) => Promise<OpenHook | null>
  readonly #now: () => number
  readonly #known = new Map<string, Known>()
  /** Tokens that lead nowhere, apart from the others so that they cannot drive those out. */
  readonly #unknown = new Map<string, Known>()
  readonly #asked = new Map<string, Promise<OpenHook | null>>()

  constructor(find: (token: string) => Promise<OpenHook | null>, now: () => number) {
    this.#find = find
    this.#now = now
  }

  /** Null where the token leads nowhere. Throws Refused 503 where that cannot be found out now. */
  async find(token: string): Promise<OpenHook | null> {
    const known = this.#known.get(token) ?? this.#unknown.get(token)
    if (known !== undefined && this.#now() - known.at < FRESH_MS) return known.hook
    return this.#look(token)
  }

  /** What the database says by now, unless it was asked just before: then null. */
  async renew(token: string): Promise<OpenHook | null> {
    const known = this.#known.get(token)
    if (known !== undefined && this.#now() - known.at < RENEW_MS) return null
    return this.#look(token)
  }

  #look(token: string): Promise<OpenHook | null> {
    const asked = this.#asked.get(token)
    if (asked !== undefined) return asked
    if (this.#asked.size >= LOOKUPS_MAX) throw busy('Too many addresses are asked for at once.')
    const asking = this.#ask(token)
    this.#asked.set(token, asking)
    return asking
  }

  async #ask(token: string): Promise<OpenHook | null> {
    const at = this.#now()
    try {
      const hook = await this.#find(token)
      const [put, out] = hook === null ? [this.#unknown, this.#known] : [this.#known, this.#unknown]
      out.delete(token)
      put.delete(token)
      put.set(token, { hook, at })
      if (put.size > KNOWN_MAX) put.delete(put.keys().next().value!)
      return hook
    } catch (error) {
      throw busy('The database does not answer.', error)
    } finally {
      this.#asked.delete(token)
    }
  }
}
