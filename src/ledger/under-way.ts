/**
 * Work that was sent ahead and is waited for later. Its failure is met there; that it comes before
 * somebody waits must not end the process.
 */
export function underWay<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined)
  return work
}
