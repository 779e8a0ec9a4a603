/** A run gives way to others after so many requests … */
const SLICE_REQUESTS = 200
/** … or so long, whichever comes first: a slow vendor must not hold a worker either. */
const SLICE_MS = 60_000

/** The run has had its turn: it is queued again, and goes on where it stands. */
export class GiveWay extends Error {}

/**
 * The turn a run has with a worker. breathe is called where a run may stop without losing anything;
 * it throws GiveWay once the turn is over.
 */
export class Slice {
  readonly #requestsMax: number
  readonly #begunMs = performance.now()
  #requests = 0
  #untold = 0

  constructor(requestsMax = SLICE_REQUESTS) {
    this.#requestsMax = requestsMax
  }

  asked(): void {
    this.#requests += 1
    this.#untold += 1
  }

  /** Requests made since it was last called: they are written with the next progress. */
  takeRequests(): number {
    const taken = this.#untold
    this.#untold = 0
    return taken
  }

  breathe(): void {
    const isOver = performance.now() - this.#begunMs > SLICE_MS
    if (isOver || this.#requests >= this.#requestsMax) throw new GiveWay('Others have their turn.')
  }
}
