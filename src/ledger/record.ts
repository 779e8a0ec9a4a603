import { sql } from 'kysely'
import { kindCode } from './kinds.ts'
import { drop, type Batch, type Line } from './path.ts'
import { codeWords } from './words.ts'

/**
 * Writes the batch into the ledger in the order of its primary key. What is already there is left
 * alone and counted as known: afterwards the batch's lines are those that were really new.
 */
export async function recordEvents(batch: Batch): Promise<void> {
  if (batch.lines.length === 0) return
  await codeWords(batch)
  batch.lines.sort(byPrimaryKey)
  const times = batch.lines.map((line) => line.occurredAt!)
  await sql`select ensure_event_months(
    to_timestamp(${min(times)} / 1000.0), to_timestamp(${max(times)} / 1000.0))`.execute(batch.tx)
  if (await writeAllAsNew(batch)) return

  const known = batch.lines.length
  batch.lines = await writeUnknown(batch)
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
      select * from unnest(${column(batch, (line) => line.addressId)}::integer[],
        ${column(batch, (line) => line.occurredAt!)}::bigint[],
        ${column(batch, (line) => line.key)}::bigint[])
        with ordinality as l (address_id, ms, key, position)
    )
    select coalesce(array_agg(position::integer), '{}') as positions
    from line join written w on w.address_id = line.address_id and w.key = line.key
      and w.occurred_at = to_timestamp(line.ms / 1000.0)`.execute(batch.tx)
  return rows[0]!.positions.sort((a, b) => a - b).map((position) => batch.lines[position - 1]!)
}

function insert(batch: Batch) {
  return sql`
    insert into event (occurred_at, key, workspace_id, address_id, campaign_id, receipt_id, link_id,
      detail_id, agent_id, kind, flags)
    select to_timestamp(ms / 1000.0), key, ${batch.workspaceId}, address_id, campaign_id, receipt_id,
      link_id, detail_id, agent_id, kind, flags
    from unnest(
      ${column(batch, (line) => line.occurredAt!)}::bigint[],
      ${column(batch, (line) => line.key)}::bigint[],
      ${column(batch, (line) => line.addressId)}::integer[],
      ${column(batch, (line) => line.campaignId)}::integer[],
      ${column(batch, (line) => line.receiptId)}::integer[],
      ${column(batch, (line) => line.linkId)}::integer[],
      ${column(batch, (line) => line.detailId)}::integer[],
      ${column(batch, (line) => line.agentId)}::integer[],
      ${column(batch, (line) => kindCode(line.kind))}::smallint[],
      ${column(batch, (line) => line.flags)}::smallint[]
    ) as l (ms, key, address_id, campaign_id, receipt_id, link_id, detail_id, agent_id, kind, flags)`
}

/** One column of all lines as PostgreSQL's array literal: much cheaper to hand over than rows. */
export function column(batch: Batch, value: (line: Line) => number | string): string {
  return `{${batch.lines.map(value).join()}}`
}

function byPrimaryKey(a: Line, b: Line): number {
  return a.addressId - b.addressId || a.occurredAt! - b.occurredAt! || (a.key < b.key ? -1 : 1)
}

// Spreading fifty thousand numbers into Math.min would overflow the stack.
function min(values: number[]): number {
  return values.reduce((least, value) => Math.min(least, value))
}

function max(values: number[]): number {
  return values.reduce((most, value) => Math.max(most, value))
}
