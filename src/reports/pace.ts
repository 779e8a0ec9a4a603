import { createHash } from 'node:crypto'
import { sql, type RawBuilder } from 'kysely'
import { databaseOf, type Tx } from '../platform/database/index.ts'
import type { Asked } from './prepare.ts'

/** A run that took less is not worth a forecast. */
const WORTH_MS = 500
/** A cost that has grown or shrunk by more says nothing of the time any more. */
const RATIO_MAX = 20
/** Forgotten then, so many at a time. */
const KEPT_DAYS = 90
const SWEPT_MAX = 100

export type Part = 'page' | 'size'

/** Remembers how long a statement took, and what the planner says it costs. */
export async function notePace(
  tx: Tx,
  asked: Asked,
  { part, query, ms }: { part: Part; query: RawBuilder<unknown>; ms: number },
): Promise<void> {
  if (ms < WORTH_MS || !canCancel(tx)) return
  const cost = await costOf(tx, query)
  const at = new Date(asked.now)
  await sql`
    insert into view_pace (workspace_id, question, cost, ms, measured_at)
    values (${asked.workspaceId}, ${questionOf(asked, part)}, ${cost}, ${Math.round(ms)}, ${at})
    on conflict (workspace_id, question) do update
      set cost = excluded.cost, ms = excluded.ms, measured_at = excluded.measured_at`.execute(tx)
  await sql`delete from view_pace where (workspace_id, question) in (
    select workspace_id, question from view_pace where workspace_id = ${asked.workspaceId}
      and measured_at < ${at}::timestamptz - make_interval(days => ${KEPT_DAYS}::int)
    limit ${SWEPT_MAX})`.execute(tx)
}

/**
 * How long a statement will take, in ms: as long as the last time, by how much more or less the
 * planner takes it to cost now. Null where it has not run long before, or costs something else
 * altogether: then nobody knows.
 */
export async function forecast(
  tx: Tx,
  asked: Asked,
  { part, query }: { part: Part; query: RawBuilder<unknown> },
): Promise<number | null> {
  const { rows } = await sql<{ cost: number; ms: number }>`
    select cost, ms from view_pace
    where workspace_id = ${asked.workspaceId} and question = ${questionOf(asked, part)}`.execute(tx)
  const [last] = rows
  if (last === undefined) return null
  return foretold(last, await costOf(tx, query))
}

/** Pure. */
export function foretold(last: { cost: number; ms: number }, cost: number): number | null {
  const ratio = cost / last.cost
  if (!(ratio <= RATIO_MAX && ratio >= 1 / RATIO_MAX)) return null
  return Math.round(last.ms * ratio)
}

/** Whether a statement under way can be ended: not that of the embedded database. */
export function canCancel(tx: Tx): boolean {
  return databaseOf(tx)?.engine.kind === 'postgres'
}

async function costOf(tx: Tx, query: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: { 'Total Cost': number } }] }>`
    explain (format json) ${query}`.execute(tx)
  return rows[0]!['QUERY PLAN'][0].Plan['Total Cost']
}

function questionOf({ definition, given }: Asked, part: Part): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([part, definition, given]))
    .digest()
}
