import type { Logger } from 'pino'
import type { OpenHook } from '../../connections/index.ts'
import { Failure, type Signal, type SignalsPart } from '../../connectors/index.ts'
import { EVERYTHING, type Spot } from '../../sync/index.ts'

/** What was pointed to is written together this often: no delivery costs a write itself. */
const EVERY_MS = 250
/** Spots of one connection written at once; beyond it everything is looked at, which is bounded. */
const SPOTS_MAX = 200

/** A signal names an event and a few ids. */
export const SIGNAL_BYTES_MAX = 64 * 1024
/** What the table holds; a longer id is no vendor's. */
const ID_CHARS_MAX = 64

/** Where a delivery points to; null where it is none of this vendor. Pure. */
export function readSignals(part: SignalsPart, body: Uint8Array): Signal[] | null {
  try {
    const signals = part.read(body)
    return signals.every(({ id }) => id.length <= ID_CHARS_MAX) ? signals : null
  } catch (error) {
    if (error instanceof Failure) return null
    throw error
  }
}

type At = Pick<OpenHook, 'workspaceId' | 'connectionId'>

/** Writes where to look, and has somebody look there. */
export type WriteSpots = (at: At, spots: Spot[]) => Promise<void>

/**
 * Gathers where signals point to, each spot once, however many point there. Nothing else of a
 * delivery is kept. A crash loses what came within EVERY_MS: it comes home by the schedule.
 */
export class SignalBook {
  readonly #write: WriteSpots
  readonly #log: Logger
  #spots = new Map<string, { at: At; spots: Map<string, Spot> }>()
  #timer: NodeJS.Timeout | undefined

  constructor(write: WriteSpots, log: Logger) {
    this.#write = write
    this.#log = log
  }

  note({ workspaceId, connectionId }: At, signals: readonly Signal[]): void {
    if (signals.length === 0) return
    const place = `${workspaceId}:${connectionId}`
    const { spots } = this.#spots.get(place) ?? { spots: new Map<string, Spot>() }
    this.#spots.set(place, { at: { workspaceId, connectionId }, spots })
    for (const { about, id } of signals) {
      const spot: Spot = spots.size < SPOTS_MAX ? { about, id } : EVERYTHING
      spots.set(`${spot.about}:${spot.id}`, spot)
    }
    this.#timer ??= setTimeout(() => void this.flush(), EVERY_MS).unref()
  }

  /** Writes what was gathered. What cannot be written is left to the schedule. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const gathered = [...this.#spots.values()]
    this.#spots = new Map()
    for (const { at, spots } of gathered) {
      try {
        await this.#write(at, [...spots.values()])
      } catch (error) {
        this.#log.warn({ err: error }, 'signals could not be written; the schedule reads the news')
      }
    }
  }
}
