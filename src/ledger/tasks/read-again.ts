import { sql, type RawBuilder } from 'kysely'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { notFound } from '../../platform/refused.ts'
import { readingOf } from '../decide-problem.ts'
import { readReceiptsAgain, RECEIPTS_MAX } from '../read-receipts.ts'
import type { BatchAsk, BatchResult } from './carry-out.ts'
import { startTask, type TaskView } from './tasks.ts'

interface ReadAgainAsk {
  connectionId: number
  /** ISO 8601: receipts that came before are left alone. */
  since: string
  /** Only those read by a version below this one. */
  readerOlderThan: number | null
  /** Receipts that come later are read by their run. */
  upTo: number
}

/**
 * Reads a connection's old receipts again, by its reader as it is now: known rows change nothing,
 * and the task says what was new. Refuses a connection that is not there.
 */
export async function readOldReceipts(
  homing: Homing,
  by: { workspaceId: number; name: string },
  wanted: { connectionId: number; since: string; readerOlderThan?: number },
): Promise<TaskView> {
  return homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const connection = await tx
      .selectFrom('connection')
      .select('name')
      .where('id', '=', wanted.connectionId)
      .executeTakeFirst()
    if (connection === undefined) throw notFound('connection', wanted.connectionId)
    const ask = { readerOlderThan: null, ...wanted, upTo: 2_147_483_647 }
    const { rows } = await sql<{ count: number; up_to: number | null }>`
      select count(*)::integer as count, max(id) as up_to from receipt
      where ${chosen(by.workspaceId, ask)}`.execute(tx)
    const { count, up_to } = rows[0]!
    return startTask(homing, tx, {
      workspaceId: by.workspaceId,
      kind: 'read_receipts',
      title: `Read ${count} ${count === 1 ? 'receipt' : 'receipts'} of ${connection.name} again`,
      ask: { ...ask, upTo: up_to ?? 0 } satisfies ReadAgainAsk,
      total: count,
      startedBy: by.name,
    })
  })
}

/** One batch of receipts, oldest first. */
export async function readAgainBatch(
  homing: Homing,
  tx: Tx,
  batch: BatchAsk<ReadAgainAsk>,
): Promise<BatchResult> {
  const { ask, workspaceId } = batch
  const { rows } = await sql<{ id: number }>`
    select id from receipt
    where ${chosen(workspaceId, ask)} and id > ${batch.place}
    order by id limit ${RECEIPTS_MAX}`.execute(tx)
  const ids = rows.map((row) => row.id)
  if (ids.length === 0) return { done: 0, place: null, outcome: {} }
  const reading = await readingOf(homing, tx, workspaceId, ask.connectionId)
  const read = await readReceiptsAgain(tx, reading, ids)
  return {
    done: ids.length,
    place: ids.at(-1)!,
    outcome: {
      'rows read': read.read + read.optOuts.read,
      'new events': read.written,
      'new opt-outs': read.optOuts.written,
      'known already':
        (read.dropped.get('already known') ?? 0) + read.optOuts.read - read.optOuts.written,
      'could not be read': read.parked,
    },
  }
}

/** What waits for its first reading is the run's; the version is what follows the reader's @. */
function chosen(workspaceId: number, ask: ReadAgainAsk): RawBuilder<unknown> {
  return sql`workspace_id = ${workspaceId} and connection_id = ${ask.connectionId}
    and status <> 'pending' and received_at >= ${ask.since}::timestamptz and id <= ${ask.upTo}
    and (${ask.readerOlderThan}::integer is null
      or coalesce(substring(reader from '@(\\d{1,9})$')::integer, 0)
        < ${ask.readerOlderThan}::integer)`
}
