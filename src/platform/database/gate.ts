/**
 * First come, first served: whoever waits is let in when those before have left. PGlite is one
 * session; a transaction holds the gate from begin to commit.
 */
export class Gate {
  #last: Promise<void> = Promise.resolve()

  /** Resolves when it is the caller's turn, with the way out. Leaving twice does nothing. */
  enter(): Promise<() => void> {
    const before = this.#last
    let leave: () => void = () => {}
    this.#last = new Promise((resolve) => {
      leave = resolve
    })
    return before.then(() => leave)
  }
}
