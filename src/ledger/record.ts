import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql, type RawBuilder } from 'kysely'
import { allEnded, inOneGo } from '../platform/database/index.ts'
import { linesAsRows } from './columns.ts'
import { countBehind, statementsOf } from './count.ts'
import { fold, type Before } from './fold.ts'
import type { Line } from './lines.ts'
import { ensureMonths } from './months.ts'
import { drop, type Batch } from './path.ts'

/**
 * Writes the batch into the ledger, and folds it into what it means for recipients and campaigns
 * while the database writes. What is already there is left alone and counted as known: afterwards
 * the batch's lines, and their fold, are those that were really new.
 */
export async function recordEvents(batch: Batch): Promise<void> {
  if (batch.lines.length === 0) return
  await batch.coded
  const [isAllNew] = await writeAndFold(batch)
  if (isAllNew) return

  await countedInVain(batch)
  await sql`rollback to savepoint all_new`.execute(batch.tx)
  const known = batch.lines.length
  batch.lines = await writeUnknown(batch)
  foldBatch(batch, await batch.before)
  drop(batch, 'already known', known - batch.lines.length)
}

function writeAndFold(batch: Batch): Promise<[boolean, void]> {
  let onSent = () => {}
  const sent = new Promise<void>((resolve) => (onSent = resolve))
  return allEnded([writeAllAsNew(batch, onSent), foldMeanwhile(batch, sent)])
}

/**
 * Once the events are on their way. What the fold amounts to is sent right behind them: it counts
 * only where they are written, and fails with them otherwise.
 */
async function foldMeanwhile(batch: Batch, sent: Promise<void>): Promise<void> {
  await sent
  await nextTurn()
  foldBatch(batch, await batch.before)
  batch.counting = countBehind(batch)
}

/** Counted on top of events that are not all new: nothing of it is there. */
async function countedInVain(batch: Batch): Promise<void> {
  await batch.counting?.catch(() => undefined)
  batch.counting = null
}

function foldBatch(batch: Batch, before: Before): void {
  batch.folded = fold(batch.lines, before)
  batch.statements = statementsOf(batch.workspaceId, batch.folded)
}

function spanOf(lines: readonly Line[]): [number, number] {
  let [first, last] = [Infinity, -Infinity]
  for (const { occurredAt } of lines) {
    first = Math.min(first, occurredAt!)
    last = Math.max(last, occurredAt!)
  }
  return [first, last]
}

/** So many lines go first: the database has them to write while the others are packed. */
const LINES_FIRST = 5_000

/**
 * Nearly every batch is all news, and a plain insert does not look each row up beforehand, which
 * halves its cost. Answers false, with nothing written, where the ledger knows one of the lines.
 */
async function writeAllAsNew(batch: Batch, onSent: () => void): Promise<boolean> {
  const first = batch.lines.slice(0, LINES_FIRST)
  const others = batch.lines.slice(LINES_FIRST)
  const insertOthers = () => insert(batch, linesAsRows(others, batch.commons))
  try {
    const statements = [
      ensureMonths(...spanOf(batch.lines)),
      sql`savepoint all_new`,
      insert(batch, linesAsRows(first, batch.commons)),
      ...(others.length === 0 ? [] : [insertOthers]),
    ]
    await inOneGo(batch.tx, statements, onSent)
    return true
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error
    return false
  }
}

const UNIQUE_VIOLATION = '23505'

/** Leaves alone what is there and answers the lines that were written. */
async function writeUnknown(batch: Batch): Promise<Line[]> {
  const { rows } = await sql<{ places: number[] }>`
    with line as materialized (${linesAsRows(batch.lines, batch.commons)}),
    written as (
      ${insert(batch, sql`select * from line order by place`)}
      on conflict do nothing returning address_id, occurred_at, key
    )
    select coalesce(array_agg(place order by place), '{}') as places
    from line join written using (address_id, occurred_at, key)`.execute(batch.tx)
  return rows[0]!.places.map((place) => batch.lines[place - 1]!)
}

function insert({ workspaceId }: Batch, lines: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    insert into event (occurred_at, key, workspace_id, address_id, campaign_id, receipt_id, link_id,
      detail_id, agent_id, kind, flags)
    select occurred_at, key, ${workspaceId}, address_id, campaign_id, receipt_id, link_id,
      detail_id, agent_id, kind, flags
    from (${lines}) line`
}
