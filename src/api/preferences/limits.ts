/** Keys remembered at once; the oldest give way. */
const KEYS_MAX = 10_000
const MINUTE_MS = 60_000

/** Counts what happens under a key, and says when it is too much for one minute. */
export class PerMinute {
  readonly #max: number
  readonly #counts = new Map<string, { since: number; count: number }>()

  constructor(max: number) {
    this.#max = max
  }

  /** Counts one more; false where it is one too many. */
  allows(key: string, now: number): boolean {
    const known = this.#counts.get(key)
    if (known !== undefined && now - known.since < MINUTE_MS) {
      known.count += 1
      return known.count <= this.#max
    }
    this.#counts.delete(key)
    this.#counts.set(key, { since: now, count: 1 })
    if (this.#counts.size > KEYS_MAX) this.#counts.delete(this.#counts.keys().next().value!)
    return true
  }
}

/** When a link was last looked at, by this process and for a short while. */
export class LastLooks {
  readonly #at = new Map<string, number>()

  note(key: string, now: number): void {
    this.#at.delete(key)
    this.#at.set(key, now)
    if (this.#at.size > KEYS_MAX) this.#at.delete(this.#at.keys().next().value!)
  }

  /** Milliseconds since; null where nobody did lately. */
  msAgo(key: string, now: number): number | null {
    const at = this.#at.get(key)
    return at === undefined ? null : now - at
  }
}
