import { ByteWriter, ParquetWriter, schemaFromColumnData, type BasicType } from 'hyparquet-writer'
import type { Homing } from '../../homing.ts'
import { csvLine } from '../../platform/csv.ts'
import { positionText } from './position.ts'
import {
  ledgerColumns,
  ledgerPage,
  type LedgerAsked,
  type LedgerColumn,
  type LedgerPage,
  type LedgerType,
  type Place,
} from './rows.ts'

export type LedgerFormat = 'csv' | 'parquet'

/**
 * Events as a file: read a page at a time, no transaction outliving a page, each page written
 * before the next is read. What is written while it runs lies behind its position and is not in it.
 */
export function ledgerFile(
  homing: Pick<Homing, 'database'>,
  format: LedgerFormat,
  asked: LedgerAsked,
): AsyncGenerator<string | Uint8Array> {
  const writers = { csv: csvFile, parquet: parquetFile }
  return writers[format](asked, pagesOf(homing, asked))
}

async function* pagesOf(
  { database }: Pick<Homing, 'database'>,
  asked: LedgerAsked,
): AsyncGenerator<LedgerPage['rows']> {
  let place: Place | null = null
  do {
    const page: LedgerPage = await database.inWorkspace(asked.workspaceId, (tx) =>
      ledgerPage(tx, asked, place),
    )
    yield page.rows
    place = page.next
  } while (place !== null)
}

type Pages = AsyncIterable<LedgerPage['rows']>

async function* csvFile({ hidden }: LedgerAsked, pages: Pages): AsyncGenerator<string> {
  yield csvLine(ledgerColumns(hidden).map(({ name }) => name))
  for await (const rows of pages) yield rows.map((row) => csvLine(row)).join('')
}

const PARQUET_TYPES: Record<LedgerType, BasicType> = {
  text: 'STRING',
  flag: 'BOOLEAN',
  time: 'TIMESTAMP',
  integer: 'INT32',
  bigint: 'INT64',
}

/** A page is a row group. Times are milliseconds of UTC; the file names the position it ends at. */
async function* parquetFile(
  { hidden, upTo }: LedgerAsked,
  pages: Pages,
): AsyncGenerator<Uint8Array> {
  const columns = ledgerColumns(hidden)
  const bytes = new ByteWriter()
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData: columns.map((one) => dataOf(one, [])) }),
    createdBy: 'homing',
    kvMetadata: [{ key: 'homing.position', value: positionText(upTo) }],
  })
  for await (const rows of pages) {
    const columnData = columns.map((one, at) =>
      dataOf(
        one,
        rows.map((row) => row[at]!),
      ),
    )
    if (rows.length > 0) await writer.write({ columnData, rowGroupSize: rows.length })
    yield taken(bytes)
  }
  await writer.finish()
  yield taken(bytes)
}

function dataOf({ name, type, isAlways }: LedgerColumn, data: unknown[]) {
  return { name, data, type: PARQUET_TYPES[type], nullable: !isAlways }
}

/** What was written since it was last taken: the offsets in the file go on. */
function taken(bytes: ByteWriter): Uint8Array {
  const piece = bytes.getBytes().slice()
  bytes.index = 0
  return piece
}
