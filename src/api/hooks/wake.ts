import type { Logger } from 'pino'
import type { TallyPlace } from './tallies.ts'

/** A worker is asked this long after a delivery, so that a storm is read in batches. */
const AFTER_MS = 250

/** Asks somebody to read the deliveries of a connection. */
export type AskToRead = (workspaceId: number, connectionId: number) => Promise<void>

/**
 * Has workers woken after deliveries were stored. It is done beside their storing: what is
 * forgotten in a crash is found by the tick, because the receipts themselves say that they wait.
 */
export class Wake {
  readonly #ask: AskToRead
  readonly #log: Logger
  #due = new Map<string, TallyPlace>()
  #timer: NodeJS.Timeout | undefined

  constructor(ask: AskToRead, log: Logger) {
    this.#ask = ask
    this.#log = log
  }

  soon(place: TallyPlace): void {
    this.#due.set(`${place.workspaceId}:${place.connectionId}`, place)
    this.#timer ??= setTimeout(() => void this.now(), AFTER_MS).unref()
  }

  async now(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const due = [...this.#due.values()]
    this.#due.clear()
    for (const { workspaceId, connectionId } of due) {
      try {
        await this.#ask(workspaceId, connectionId)
      } catch (error) {
        this.#log.warn({ err: error }, 'no worker could be asked to read deliveries')
      }
    }
  }
}
