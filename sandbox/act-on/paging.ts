import type { Ctx } from './vendor.ts'

const most = 1000

export interface Slice<T> {
  offset: number
  count: number
  totalCount: number
  rows: readonly T[]
}

/**
 * Paging by count and offset: what arrives on top in the meantime moves everything down. More than
 * the vendor's most, or nothing that is a number, is that most.
 */
export function slice<T>(c: Ctx, all: readonly T[]): Slice<T> {
  const count = Math.min(whole(c.req.query('count')) ?? most, most, c.get('rowsPerPage'))
  const offset = whole(c.req.query('offset')) ?? 0
  const rows = all.slice(offset, offset + count)
  return { offset, count: rows.length, totalCount: all.length, rows }
}

function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}

/** The vendor's "Unix timestamps" are seconds on some pages, milliseconds on others: both do. */
export function timestamp(text: string | undefined): number | undefined {
  const value = whole(text)
  if (value === undefined) return undefined
  return value < 100_000_000_000 ? value * 1000 : value
}

/** A filter by two moments, neither of which belongs to it. */
export function between(after: number | undefined, before: number | undefined) {
  return (at: number) => at > (after ?? -Infinity) && at < (before ?? Infinity)
}
