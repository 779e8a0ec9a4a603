import type { Logger } from 'pino'
import type { HookOutcome, HookTally } from '../../connections/index.ts'

/** Counts are written together this often: no delivery, however forged, costs a write itself. */
const EVERY_MS = 1_000

export interface TallyPlace {
  workspaceId: number
  connectionId: number
}

/** Adds a connection's counts to its tally. */
export type WriteTally = (place: TallyPlace, counted: HookTally) => Promise<void>

/** Counts what became of deliveries. A crash loses the last second of counts, and no delivery. */
export class Tallies {
  readonly #write: WriteTally
  readonly #log: Logger
  #counted = new Map<string, { place: TallyPlace; outcomes: Map<HookOutcome, Counted> }>()
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(write: WriteTally, log: Logger) {
    this.#write = write
    this.#log = log
  }

  /** at: epoch milliseconds. */
  count(place: TallyPlace, outcome: HookOutcome, at: number, deliveries = 1): void {
    const key = `${place.workspaceId}:${place.connectionId}`
    const { workspaceId, connectionId } = place
    const known = this.#counted.get(key) ?? {
      place: { workspaceId, connectionId },
      outcomes: new Map<HookOutcome, Counted>(),
    }
    this.#counted.set(key, known)
    const before = known.outcomes.get(outcome)?.deliveries ?? 0
    known.outcomes.set(outcome, { deliveries: before + deliveries, at })
    this.#timer ??= setTimeout(() => void this.flush(), EVERY_MS).unref()
  }

  /** Writes what was counted; what cannot be written now is kept for the next time. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing = this.#writing.then(() => this.#flush())
    return this.#writing
  }

  async #flush(): Promise<void> {
    const counted = this.#counted
    this.#counted = new Map()
    for (const { place, outcomes } of counted.values()) {
      const tally = [...outcomes].map(([outcome, one]) => ({ outcome, ...one }))
      try {
        await this.#write(place, tally)
      } catch (error) {
        this.#log.warn({ err: error }, 'the tally of deliveries could not be written')
        for (const { outcome, at, deliveries } of tally) this.count(place, outcome, at, deliveries)
      }
    }
  }
}

interface Counted {
  deliveries: number
  at: number
}
