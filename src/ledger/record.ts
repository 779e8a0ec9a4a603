import { sql } from 'kysely'
import { columnsOf, linesFrom } from './columns.ts'
import { drop, type Batch, type Line } from './path.ts'
import { codeWords } from './words.ts'

/**
 * Writes the batch into the ledger. What is already there is left alone and counted as known:
 * afterwards the batch's lines, and their columns, are those that were really new.
 */
export async function recordEvents(batch: Batch): Promise<void> {
  if (batch.lines.length === 0) return
  await codeWords(batch)
  batch.columns = columnsOf(batch.lines)
  const times = batch.lines.map((line) => line.occurredAt!)
  await sql`select ensure_event_months(
    to_timestamp(${min(times)} / 1000.0), to_timestamp(${max(times)} / 1000.0))`.execute(batch.tx)
  if (await writeAllAsNew(batch)) return

  const known = batch.lines.length
  batch.lines = await writeUnknown(batch)
  batch.columns = columnsOf(batch.lines)
  drop(batch, 'already known', known - batch.lines.length)
}

/**
 * Nearly every batch is all news, and a plain insert does not look each row up beforehand, which
 * halves its cost. Answers false, with nothing written, where the ledger knows one of the lines.
 */
async function writeAllAsNew(batch: Batch): Promise<boolean> {
  await sql`savepoint all_new`.execute(batch.tx)
  try {
    await sql`${insert(batch)}`.execute(batch.tx)
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error
    await sql`rollback to savepoint all_new`.execute(batch.tx)
    return false
  }
  await sql`release savepoint all_new`.execute(batch.tx)
  return true
}

const UNIQUE_VIOLATION = '23505'

/** Leaves alone what is there and answers the lines that were written. */
async function writeUnknown(batch: Batch): Promise<Line[]> {
  const { rows } = await sql<{ positions: number[] }>`
    with written as (
      ${insert(batch)} on conflict do nothing returning address_id, occurred_at, key
    ),
    line as (
      select address_id, occurred_at, key, row_number() over () as position
      from (${linesFrom(batch.columns!)}) line
    )
    select coalesce(array_agg(position::integer order by position), '{}') as positions
    from line join written using (address_id, occurred_at, key)`.execute(batch.tx)
  return rows[0]!.positions.map((position) => batch.lines[position - 1]!)
}

function insert(batch: Batch) {
  return sql`
    insert into event (occurred_at, key, workspace_id, address_id, campaign_id, receipt_id, link_id,
      detail_id, agent_id, kind, flags)
    select occurred_at, key, ${batch.workspaceId}, address_id, campaign_id, receipt_id, link_id,
      detail_id, agent_id, kind, flags
    from (${linesFrom(batch.columns!)}) line`
}

// Spreading fifty thousand numbers into Math.min would overflow the stack.
function min(values: number[]): number {
  return values.reduce((least, value) => Math.min(least, value))
}

function max(values: number[]): number {
  return values.reduce((most, value) => Math.max(most, value))
}
