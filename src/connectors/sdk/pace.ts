/** How much a vendor takes, and whose budget that is. */
export interface Pace {
  /** Identifies the budget, for instance the vendor and its client id. Stored hashed. */
  budget: string
  perSecond: number
  perDay: number
  /** Instead of perDay, once the vendor has told its own: this share of it, from 0 to 1. */
  dayShare?: number
  /** How many requests may be under way at once, where the vendor limits that. */
  concurrency?: number
  /** At which UTC hour the vendor begins a new day. */
  dayStartsAtUtcHour: number
}
