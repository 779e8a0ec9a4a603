import { isoTime } from '../../sdk/index.ts'

const MARK = '@D:'

/**
 * A moment as Emma tells it, "@D:2011-01-02T10:27:43", in epoch milliseconds; null for anything
 * else. No zone is documented: UTC is taken.
 */
export function emmaTime(value: unknown): number | null {
  if (typeof value !== 'string' || !value.startsWith(MARK)) return null
  return isoTime(`${value.slice(MARK.length)}Z`)
}
