/** Addresses remembered at most; about 30 MB. */
const ADDRESSES_MAX = 200_000

/**
 * The ids of addresses that a run has met lately, by canonical form: a campaign's opens come from
 * those it was sent to. An address keeps its id for as long as it exists. For one run of one
 * workspace, and no longer: whoever erases an address need not look for copies of its id.
 */
export class KnownAddresses {
  #young = new Map<string, number>()
  #old = new Map<string, number>()

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
}
