import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'

export interface FileView {
  id: number
  connectionId: number
  name: string
  bytes: number
  mappingVersion: number
  status: 'taking' | 'taken' | 'failed'
  message: string | null
  rows: number
  pieces: number
  /** Pieces that were there already. */
  repeated: number
  /** Pieces that wait to be read. */
  waiting: number
  /** Open problems of its rows. */
  problems: number
  broughtBy: string
  receivedAt: string
}

/** A connection's files, newest first. */
export async function listFiles(
  tx: Tx,
  connectionId: number,
  page: { after?: string | undefined; limit: number },
): Promise<{ items: FileView[]; next: string | null }> {
  const found = await views(
    tx,
    sql`f.connection_id = ${connectionId}
      and (${page.after ?? null}::integer is null or f.id < ${page.after ?? null}::integer)`,
    page.limit + 1,
  )
  const items = found.slice(0, page.limit)
  return { items, next: found.length > page.limit ? String(items.at(-1)!.id) : null }
}

/** One file. Refuses an id that is not there. */
export async function showFile(tx: Tx, id: number): Promise<FileView> {
  const [found] = await views(tx, sql`f.id = ${id}`, 1)
  if (found === undefined) throw notFound('file', id)
  return found
}

async function views(tx: Tx, where: ReturnType<typeof sql>, limit: number): Promise<FileView[]> {
  const { rows } = await sql<Omit<FileView, 'receivedAt'> & { receivedAt: Date }>`
    select f.id, f.connection_id as "connectionId", f.name, f.bytes::float8 as bytes,
      f.mapping_version as "mappingVersion", f.status, f.message, f.rows, f.pieces, f.repeated,
      f.brought_by as "broughtBy", f.received_at as "receivedAt",
      (select count(*)::integer from receipt r where r.workspace_id = f.workspace_id
        and r.file_id = f.id and r.status = 'pending') as waiting,
      (select count(*)::integer from problem p join receipt r on r.id = p.receipt_id
        where r.workspace_id = f.workspace_id and r.file_id = f.id
          and p.status = 'open') as problems
    from feedback_file f
    where f.workspace_id = homing_workspace() and ${where}
    order by f.id desc limit ${limit}`.execute(tx)
  return rows.map((row) => ({ ...row, receivedAt: row.receivedAt.toISOString() }))
}
