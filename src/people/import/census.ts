import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import type { RecordsOf } from './take-records.ts'

/** Ids a CRM has from one to another, in the order of their bytes. */
export interface Counted {
  /** Exclusive; null: from the first. */
  after: string | null
  /** Inclusive; null: to the last. */
  upTo: string | null
  ids: readonly string[]
}

/** Records that are held for there, and are not among those counted. */
export async function absentRecords(
  tx: Tx,
  of: RecordsOf,
  { after, upTo, ids }: Counted,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select external_id as id from crm_record
    where workspace_id = ${of.workspaceId} and connection_id = ${of.connectionId}
      and module = ${of.module} and deleted_at is null
      and (${after}::text is null or external_id collate "C" > ${after}::text)
      and (${upTo}::text is null or external_id collate "C" <= ${upTo}::text)
      and external_id not in (select unnest(${ids}::text[]))
    order by external_id collate "C"`.execute(tx)
  return rows.map(({ id }) => id)
}

/** Records that were held for gone, and are there. */
export async function noteReturned(tx: Tx, of: RecordsOf, ids: readonly string[]): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    update crm_record set deleted_at = null
    where workspace_id = ${of.workspaceId} and connection_id = ${of.connectionId}
      and module = ${of.module} and deleted_at is not null and external_id = any (${ids}::text[])
    returning external_id as id`.execute(tx)
  return rows.length
}

/** Records of a module that are held for there. */
export async function livingRecords(tx: Tx, of: RecordsOf): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from crm_record
    where workspace_id = ${of.workspaceId} and connection_id = ${of.connectionId}
      and module = ${of.module} and deleted_at is null`.execute(tx)
  return rows[0]!.count
}
