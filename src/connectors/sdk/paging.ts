import { createHash } from 'node:crypto'
import { Failure } from './failure.ts'

/** No walk through a vendor's pages goes further than this. */
export const PAGES_MAX = 20_000
/** So many rows a page may repeat of the one before: what moves between two questions is little. */
const TAIL_ROWS = 16
const MARK_CHARS = 8

/**
 * Walks from the first page to the last. page answers what stands on one page and the cursor of the
 * next (null: none). A cursor seen before in the same walk is Failure('unreadable'): pages that
 * lead in a circle never end.
 */
export async function* walkPages<Page extends { next: string | null }>(
  vendor: string,
  page: (cursor: string | null) => Promise<Page>,
  pagesMax = PAGES_MAX,
): AsyncIterable<Page> {
  const seen = new Set<string>()
  let cursor: string | null = null
  for (let count = 0; count < pagesMax; count++) {
    const current: Page = await page(cursor)
    yield current
    cursor = current.next
    if (cursor === null) return
    if (seen.has(cursor)) throw endless(vendor, 'Its pages lead in a circle.')
    seen.add(cursor)
  }
  throw endless(vendor, `It has more than ${pagesMax} pages.`)
}

/**
 * How far a page brings a walk that finds its rows by their number: a row that a page has twice,
 * or that stood at the end of the page before (tail: as that one was answered), is no row further,
 * else the walk would step over others. A page of nothing but such rows counts whole. Rows that
 * differ in nothing are taken for one, and the next page begins with the other. Pure.
 */
export function advanceOf(rows: readonly unknown[], tail = ''): { by: number; tail: string } {
  const before = new Set(tail.match(/.{8}/g))
  const marks = new Set(rows.map(markOf))
  const by = [...marks].filter((mark) => !before.has(mark)).length
  return { by: by || rows.length, tail: [...marks].slice(-TAIL_ROWS).join('') }
}

function markOf(row: unknown): string {
  return createHash('sha256').update(JSON.stringify(row)).digest('hex').slice(0, MARK_CHARS)
}

function endless(vendor: string, sentence: string): Failure {
  return new Failure('unreadable', `What ${vendor} answered cannot be read. ${sentence}`, {
    whoMustAct: 'vendor',
  })
}
