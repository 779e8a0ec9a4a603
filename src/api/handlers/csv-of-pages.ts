import { csvLine, type CsvValue } from '../../platform/csv.ts'

/** Rows one transaction reads for an export. */
const EXPORT_PAGE = 2_000
/** An export ends here rather than run for ever; it is far above any list of people. */
const PAGES_MAX = 10_000

/**
 * Streams a keyset-paged list as CSV, whole, a page at a time: memory stays flat and no transaction
 * outlives a page. Columns are name and value; cells are guarded against formulas.
 */
export async function* csvOfPages<Row>(
  columns: [string, (row: Row) => CsvValue][],
  pageAfter: (page: {
    after?: string
    limit: number
  }) => Promise<{ items: Row[]; next: string | null }>,
  rowsAPage = EXPORT_PAGE,
): AsyncGenerator<string> {
  yield csvLine(columns.map(([name]) => name))
  let after: string | undefined
  for (let page = 0; page < PAGES_MAX; page++) {
    const { items, next } = await pageAfter({ limit: rowsAPage, ...(after && { after }) })
    yield items.map((row) => csvLine(columns.map(([, value]) => value(row)))).join('')
    if (next === null) return
    after = next
  }
  throw new Error(`The export did not end after ${PAGES_MAX} pages.`)
}
