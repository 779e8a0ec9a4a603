/** Carries the news that the session has ended from any answer to the router, without either
 * knowing the other. */
export const sessionLost = {
  tell: (): void => undefined,
  /** Replaces who is told. */
  listen(listener: () => void): void {
    sessionLost.tell = listener
  },
}
