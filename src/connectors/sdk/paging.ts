import { Failure } from './failure.ts'

/** No walk through a vendor's pages goes further than this. */
export const PAGES_MAX = 20_000

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

function endless(vendor: string, sentence: string): Failure {
  return new Failure('unreadable', `What ${vendor} answered cannot be read. ${sentence}`, {
    whoMustAct: 'vendor',
  })
}
