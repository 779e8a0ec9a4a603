import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql, type RawBuilder } from 'kysely'
import { allEnded, inOneGo } from '../platform/database/index.ts'
import { linesAsRows } from './columns.ts'
import { countBehind, statementsOf } from './count.ts'
import { fold, type Before } from './fold.ts'
import type { Line } from './lines.ts'
import { ensureMonths } from './months.ts'
import { drop, type Batch } from './path.ts'
import { codeWords } from './words.ts'

/**
 * Writes the batch into the ledger, and folds it into what it means for recipients and campaigns
 * while the database writes. What is already there is left alone and counted as known: afterwards
 * the batch's lines, and their fold, are those that were really new.
 */
export async function recordEvents(batch: Batch): Promise<void> {
  if (batch.lines.length === 0) return
  await codeWords(batch)
  const [isAllNew] = await allEnded([writeAllAsNew(batch), foldMeanwhile(batch)])
  if (isAllNew) return

  await countedInVain(batch)
  await sql`rollback to savepoint all_new`.execute(batch.tx)
  const known = batch.lines.length
  batch.lines = await writeUnknown(batch)
  foldBatch(batch, await batch.before)
  drop(batch, 'already known', known - batch.lines.length)
}

/**
 * Once the statement is on its way. What the fold amounts to is sent right behind it: it counts
 * only where the events are written, and fails with them otherwise.
 */
async function foldMeanwhile(batch: Batch): Promise<void> {
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

/**
 * Nearly every batch is all news, and a plain insert does not look each row up beforehand, which
 * halves its cost. Answers false, with nothing written, where the ledger knows one of the lines.
 */
async function writeAllAsNew(batch: Batch): Promise<boolean> {
  try {
    await inOneGo(batch.tx, [
      ensureMonths(...spanOf(batch.lines)),
      sql`savepoint all_new`,
      insert(batch, linesAsRows(batch.lines, batch.commons)),
    ])
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
