/**
 * Questions of views that are asked at once at most. A browser keeps six connections to a server,
 * and the embedded database answers one question after another: a dashboard that asked all it has
 * at once would hold up every other screen until its slowest tile is there.
 */
const AT_ONCE_MAX = 2

type Told = () => void

/**
 * Lets so many at once be worked on, the others in the order they came. Whoever waits can be given
 * up by its signal, and takes no turn then.
 */
export function createTurns(max: number = AT_ONCE_MAX) {
  let underWay = 0
  let line: { key: string; begin: () => void }[] = []
  const readers = new Set<Told>()
  const tell = () => readers.forEach((told) => told())

  function turn(key: string, signal: AbortSignal): Promise<void> {
    if (underWay < max) {
      underWay++
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const one = { key, begin: resolve }
      line = [...line, one]
      signal.addEventListener('abort', () => {
        if (!line.includes(one)) return
        line = line.filter((other) => other !== one)
        reject(signal.reason as Error)
        tell()
      })
      tell()
    })
  }

  function over() {
    const [next, ...others] = line
    if (next === undefined) underWay--
    else next.begin()
    line = others
    tell()
  }

  return {
    /** Does the work once it is its turn. */
    async take<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
      signal.throwIfAborted()
      await turn(key, signal)
      try {
        return await work()
      } finally {
        over()
      }
    },
    /** Whether somebody of this key waits. */
    isWaiting: (key: string): boolean => line.some((one) => one.key === key),
    /** Tells whenever somebody's waiting begins or ends; answers how to stop that. */
    listen(told: Told): () => void {
      readers.add(told)
      return () => void readers.delete(told)
    },
  }
}

/** The one line in which the questions of this browser's tab stand. */
export const turns = createTurns()
