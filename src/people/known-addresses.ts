/** Addresses remembered at most; about 60 MB. */
const ADDRESSES_MAX = 400_000

/** Look-ups of a run after which reading all addresses is thought of: not in a daily sync. */
const LOOKED_UP_MIN = 20_000
/** So many addresses are read at once for each that was looked up: at twice its price at most. */
const AT_ONCE = 10

/**
 * The ids of addresses that a run has met lately, by canonical form: a campaign's opens come from
 * those it was sent to. An address keeps its id for as long as it exists. For one run of one
 * workspace, and no longer: whoever erases an address need not look for copies of its id.
 */
export class KnownAddresses {
  #young = new Map<string, number>()
  #old = new Map<string, number>()
  #lookedUp = 0
  #nextAt = LOOKED_UP_MIN

  idOf(canonical: string): number | undefined {
    return this.#young.get(canonical) ?? this.#old.get(canonical)
  }

  /** Only what is committed: an id that is rolled back may be given to another address. */
  add(canonical: string, id: number): void {
    this.#young.set(canonical, id)
    if (this.#young.size < ADDRESSES_MAX / 2) return
    this.#old = this.#young
    this.#young = new Map()
  }

  /**
   * Told before each look-up of so many. Answers how many addresses the workspace may have for it
   * to be worth reading all of them instead, 0 where it is not, or was asked lately: a first
   * download meets nearly everybody a firm knows, and where a firm has far more than that, trying
   * costs next to nothing, each time after twice as many look-ups.
   */
  worthReading(count: number): number {
    this.#lookedUp += count
    if (this.#lookedUp < this.#nextAt) return 0
    const worth = Math.min(this.#lookedUp * AT_ONCE, ADDRESSES_MAX / 2)
    this.#nextAt = this.#lookedUp * 2
    return worth
  }

  /**
   * All addresses the workspace has: at most as many as worthReading said. The map is this one's
   * from now on.
   */
  addAll(addresses: Map<string, number>): void {
    this.#old = this.#young
    this.#young = addresses
    // What is not there now is new, or made by somebody else meanwhile.
    this.#nextAt = Infinity
  }
}
