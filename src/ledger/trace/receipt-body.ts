import type { Connector } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { notFound } from '../../platform/refused.ts'
import { receiptsByIds } from '../receipts.ts'
import { recordHash, type RecordForm } from '../record-identity.ts'
import { reread, type RowRead } from './reread.ts'

/** Of a body this much is shown. */
const BODY_CHARS_MAX = 64 * 1024
/** Rows shown before and after the one a problem is about, and how much of each. */
const AROUND = 2
const ROW_CHARS_MAX = 4_000

/** A receipt's body as text, cut; what is no UTF-8 shows as the replacement character. */
export async function bodyOfReceipt(tx: Tx, receiptId: number) {
  const row = await tx
    .selectFrom('receipt')
    .select('connection_id')
    .where('id', '=', receiptId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('receipt', receiptId)
  const [receipt] = await receiptsByIds(tx, row.connection_id, [receiptId])
  const bytes = Buffer.from(receipt!.body)
  const text = bytes.toString('utf8', 0, BODY_CHARS_MAX)
  return { text, bytes: bytes.length, isCut: bytes.length > BODY_CHARS_MAX }
}

/**
 * Where a problem's record stands in the page it came from: the rows around it as the vendor told
 * them. Empty where the page tells no such record any more, or is no page.
 */
export async function surroundingsOf(
  tx: Tx,
  connectors: readonly Connector[],
  problemId: number,
): Promise<{ receiptId: number | null; rows: { row: number; isIt: boolean; text: string }[] }> {
  const problem = await tx
    .selectFrom('problem')
    .select(['receipt_id', 'record_form', 'record_hash'])
    .where('id', '=', problemId)
    .executeTakeFirst()
  if (problem === undefined) throw notFound('problem', problemId)
  const { receipt_id: receiptId, record_form: form, record_hash: hash } = problem
  if (receiptId === null || form === null) return { receiptId, rows: [] }
  const read = await reread(tx, connectors, receiptId)
  const it = read.rows.find((row) => isRecord(row, form, hash))
  if (it === undefined) return { receiptId, rows: [] }
  const from = Math.max(0, it.place - AROUND)
  const rows = read.records.slice(from, it.place + AROUND + 1).map((record, index) => ({
    row: from + index + 1,
    isIt: from + index === it.place,
    text: (JSON.stringify(record, null, 2) ?? '').slice(0, ROW_CHARS_MAX),
  }))
  return { receiptId, rows }
}

function isRecord(row: RowRead, form: RecordForm, hash: string | null): boolean {
  const record = { row: row.refused?.record, event: row.event, opt_out: row.suppression }[form]
  return record !== undefined && recordHash(form, record) === hash
}
