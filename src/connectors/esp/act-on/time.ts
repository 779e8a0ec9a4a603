const MIN = Date.UTC(1995, 0)
const MAX = Date.UTC(2101, 0)

/**
 * A moment as Act-On tells it: epoch milliseconds, as a number or (in the list of messages) as
 * digits. Null for anything else, seconds among it.
 */
export function wholeMs(value: unknown): number | null {
  const isDigits = typeof value === 'string' && /^\d{12,14}$/.test(value)
  const ms = isDigits ? Number(value) : value
  return Number.isSafeInteger(ms) && (ms as number) >= MIN && (ms as number) < MAX
    ? (ms as number)
    : null
}
