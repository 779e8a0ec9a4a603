/**
 * The vendor's notation of a moment: `@D:2011-01-02T10:27:43`. It has whole seconds and names no
 * zone; here it is UTC.
 */
export function stamp(at: number): string {
  return `@D:${new Date(at).toISOString().slice(0, 19)}`
}

/** The same of a moment that may not have come. */
export function stampOf(at: number | undefined): string | null {
  return at === undefined ? null : stamp(at)
}
