import { firstHidden, type FieldId } from '../../accounts/fields/index.ts'
import { csvLine, type CsvValue } from '../../platform/csv.ts'

/** Rows one transaction reads for an export. */
const EXPORT_PAGE = 2_000
/** An export ends here rather than run for ever; it is far above any list of people. */
const PAGES_MAX = 10_000

/** A column of an export with the fields it tells. */
export type CsvColumn<Row> = [name: string, value: (row: Row) => CsvValue, ...tells: FieldId[]]

/** The columns that who asks may see: of what is hidden, not even the name is told. */
export function seenColumns<Row>(
  columns: readonly CsvColumn<Row>[],
  { hidden }: { hidden: ReadonlySet<FieldId> },
): [string, (row: Row) => CsvValue][] {
  return columns.flatMap(([name, value, ...tells]): [string, (row: Row) => CsvValue][] =>
    firstHidden(tells, hidden) === undefined ? [[name, value]] : [],
  )
}

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
