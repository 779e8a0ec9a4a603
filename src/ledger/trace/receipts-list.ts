import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { notFound } from '../../platform/refused.ts'
import { kindOf } from '../kinds.ts'

export interface ReceiptQuery {
  connectionId?: number
  runId?: number
  status?: 'pending' | 'read' | 'dropped' | 'parked'
  after?: string
  limit: number
}

/** Receipts, newest first, without their bodies. */
export async function listReceipts(tx: Tx, query: ReceiptQuery) {
  const where = [sql`r.workspace_id = (select homing_workspace())`]
  if (query.connectionId !== undefined) where.push(sql`r.connection_id = ${query.connectionId}`)
  if (query.runId !== undefined) where.push(sql`r.run_id = ${query.runId}`)
  if (query.status !== undefined) where.push(sql`r.status = ${query.status}`)
  if (query.after !== undefined) where.push(sql`r.id < ${Number(query.after)}`)
  const rows = await receiptRows(tx, sql.join(where, sql` and `), query.limit + 1)
  const items = rows.slice(0, query.limit).map(view)
  return { items, next: rows.length > query.limit ? String(items.at(-1)!.id) : null }
}

export type ReceiptView = ReturnType<typeof view>

/** One receipt: when it came, from where, who read it, with what outcome. */
export async function showReceipt(tx: Tx, id: number): Promise<ReceiptView> {
  const [row] = await receiptRows(tx, sql`r.id = ${id}`, 1)
  if (row === undefined) throw notFound('receipt', id)
  return view(row)
}

async function receiptRows(tx: Tx, where: RawBuilder<unknown>, limit: number) {
  const { rows } = await sql<ReceiptRow>`
    select r.id, r.connection_id, c.name as connection_name, r.run_id, r.stream, r.activity,
      r.event_kind, r.received_at, r.status, r.reason, r.reader, r.settled_at,
      octet_length(r.body) as bytes, g.id as campaign_id, g.name as campaign_name,
      (select count(*)::integer from problem p
        where p.receipt_id = r.id and p.status = 'open') as problems
    from receipt r
    join connection c on c.id = r.connection_id
    left join campaign_identity i on i.connection_id = r.connection_id and i.kind = 'activity'
      and i.external_id = r.activity and r.activity <> ''
    left join campaign g on g.id = i.campaign_id
    where ${where}
    order by r.id desc limit ${limit}`.execute(tx)
  return rows
}

interface ReceiptRow {
  id: number
  connection_id: number
  connection_name: string
  run_id: number | null
  stream: string
  activity: string
  event_kind: number
  received_at: Date
  status: 'pending' | 'read' | 'dropped' | 'parked'
  reason: string | null
  reader: string | null
  settled_at: Date | null
  bytes: number
  campaign_id: number | null
  campaign_name: string | null
  problems: number
}

function view(row: ReceiptRow) {
  return {
    id: row.id,
    connection: { id: row.connection_id, name: row.connection_name },
    runId: row.run_id,
    stream: row.stream,
    kind: row.event_kind === 0 ? null : kindOf(row.event_kind),
    activity: row.activity === '' ? null : row.activity,
    campaign:
      row.campaign_id === null ? null : { id: row.campaign_id, name: row.campaign_name ?? '' },
    receivedAt: row.received_at.toISOString(),
    status: row.status,
    reason: row.reason,
    reader: row.reader,
    settledAt: row.settled_at?.toISOString() ?? null,
    /** As it is kept, compressed. */
    bytes: row.bytes,
    problems: row.problems,
  }
}
