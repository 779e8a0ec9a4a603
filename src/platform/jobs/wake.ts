/** How soon a job that another process asked for is begun, at the latest. */
const LOOK_MS = 1_000

export interface Waiting {
  /** The queues in which a job waits that may be begun. */
  queues(): Promise<string[]>
  wake(queue: string): void
  failed(error: unknown): void
}

/**
 * Wakes the workers of queues in which something waits. One question a second for all of them,
 * where each worker would ask one of its own: thirty in a second, nearly all of them for nothing.
 * Answers what ends it, which resolves once nothing is asked any more.
 */
export function wakeWorkers({ queues, wake, failed }: Waiting): () => Promise<void> {
  let isOver = false
  let timer: NodeJS.Timeout
  let looking = Promise.resolve()
  const look = async () => {
    try {
      for (const queue of await queues()) wake(queue)
    } catch (error) {
      failed(error)
    }
    if (!isOver) lookAgain()
  }
  const lookAgain = () => {
    timer = setTimeout(() => (looking = look()), LOOK_MS)
  }
  lookAgain()
  return async () => {
    isOver = true
    clearTimeout(timer)
    await looking
  }
}
