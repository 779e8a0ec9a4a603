import { Refused } from '../../platform/refused.ts'

export interface AllowanceLimits {
  /** Deliveries under way at once, over all connections and for a single one. */
  deliveriesMax: number
  deliveriesOfOneMax: number
  /** Bytes of bodies held at once. */
  bytesMax: number
}

export const ALLOWANCE: AllowanceLimits = {
  deliveriesMax: 4_000,
  deliveriesOfOneMax: 2_000,
  bytesMax: 64 * 1024 * 1024,
}

/** Seconds after which a vendor may try again. */
const RETRY_SECONDS = 2

/**
 * What the door holds at most. A delivery counts from its first byte until it is stored or given
 * up, so this is the bound of the queue behind the door as well.
 */
export class Allowance {
  readonly #limits: AllowanceLimits
  readonly #ofOne = new Map<string, number>()
  #deliveries = 0
  #bytes = 0

  constructor(limits: AllowanceLimits = ALLOWANCE) {
    this.#limits = limits
  }

  /** Lets a delivery in, or throws Refused 503. The place is given back by leave. */
  enter(connection: string): Place {
    const ofOne = this.#ofOne.get(connection) ?? 0
    const isFull = this.#deliveries >= this.#limits.deliveriesMax
    if (isFull || ofOne >= this.#limits.deliveriesOfOneMax) throw busy()
    this.#deliveries += 1
    this.#ofOne.set(connection, ofOne + 1)
    let held = 0
    return {
      grow: (bytes) => {
        if (this.#bytes + bytes > this.#limits.bytesMax) throw busy()
        this.#bytes += bytes
        held += bytes
      },
      leave: () => {
        this.#deliveries -= 1
        this.#bytes -= held
        const left = this.#ofOne.get(connection)! - 1
        if (left === 0) this.#ofOne.delete(connection)
        else this.#ofOne.set(connection, left)
      },
    }
  }
}

export interface Place {
  /** Counts more bytes of the body; throws Refused 503 where all together are too many. */
  grow(bytes: number): void
  /** Called once. */
  leave(): void
}

/** The refusal for now: the vendor is to come again. */
export function busy(sentence = 'More is being delivered than can be stored.', cause?: unknown) {
  return new Refused(503, sentence, { retryAfterSeconds: RETRY_SECONDS, cause })
}
