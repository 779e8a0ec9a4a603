import { setImmediate as nextTurn } from 'node:timers/promises'

/**
 * Statements of one transaction, each made ready while the server works at the one before. They
 * are carried out one after the other, in the order they were sent.
 */
export class Sending {
  readonly #sent: Promise<unknown>[] = []

  /** Sends a statement and comes back while the server works at it. */
  async send(statement: Promise<unknown>): Promise<void> {
    // Whoever waits for all of them is told; until then a failure must not end the process.
    statement.catch(() => undefined)
    this.#sent.push(statement)
    await nextTurn()
  }

  /** Waits for all of them; throws the first failure. */
  async all(): Promise<void> {
    await Promise.all(this.#sent)
  }
}
