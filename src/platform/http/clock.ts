/** Time as the HTTP core sees it, so that tests need not wait. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Resolves after ms; rejects with the signal's reason when that comes first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const timer = setTimeout(done, ms)
      signal?.addEventListener('abort', stopped, { once: true })

      function done() {
        signal?.removeEventListener('abort', stopped)
        resolve()
      }
      function stopped() {
        clearTimeout(timer)
        reject(signal!.reason)
      }
    }),
}
