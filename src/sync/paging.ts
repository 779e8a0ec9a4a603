import { Failure } from '../connectors/index.ts'

/** Pages one read takes at most; more means that the vendor's paging goes in circles. */
export const PAGES_MAX = 20_000
/** A cursor that expires again and again leads nowhere. */
export const RESTARTS_MAX = 3

/** Whether a page is refused because the vendor no longer knows the place where it begins. */
export function isExpired(cursor: string | null, error: unknown): error is Failure {
  return (
    cursor !== null && error instanceof Failure && ['refused', 'not_found'].includes(error.kind)
  )
}
