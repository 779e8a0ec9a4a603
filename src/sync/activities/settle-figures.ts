/** What became of figures that a CRM was told, and what of them is a person's. */
import { sql } from 'kysely'
import type { Place } from '../../connections/index.ts'
import { raiseProblems, resolveProblems } from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { DueFigures } from './figures.ts'

export type SettledFigures =
  /** isNews: a call was made for it. */
  | { record: DueFigures; is: 'told'; isNews: boolean }
  /** The CRM has the record no more: there is nothing to tell. */
  | { record: DueFigures; is: 'gone' }
  /** Tried again so many milliseconds later; null: it is a person's. */
  | { record: DueFigures; is: 'put off'; waitMs: number | null; outcome: string }

/** Writes down what became of records. What has come for one meanwhile goes on waiting. */
export async function settleFigures(
  tx: Tx,
  at: Place,
  settled: readonly SettledFigures[],
  now: number,
): Promise<void> {
  await settleTold(tx, at, settled, now)
  const gone = settled.filter((one) => one.is === 'gone').map(keyOf)
  const putOff = settled.flatMap((one) => (one.is === 'put off' ? [one] : []))
  await sql`
    delete from told_figures f
    using jsonb_to_recordset(${JSON.stringify(gone)}::jsonb) as s (module text, record_id text)
    where ${isOne(at)}`.execute(tx)
  await sql`
    update told_figures f set tries = f.tries + 1, outcome = s.outcome, who_must_act = 'you',
      status = case when s.wait_ms is null and f.version = s.version then 'failed'
        else 'waiting' end,
      next_try_at = ${new Date(now)}::timestamptz
        + make_interval(secs => coalesce(s.wait_ms, 0) / 1000.0)
    from jsonb_to_recordset(${JSON.stringify(
      putOff.map((one) => ({ ...keyOf(one), wait_ms: one.waitMs, outcome: one.outcome })),
    )}::jsonb) as s (module text, record_id text, version integer, wait_ms bigint, outcome text)
    where ${isOne(at)}`.execute(tx)
}

/** That nothing was to be told is no telling: it waits for nothing. */
async function settleTold(
  tx: Tx,
  at: Place,
  settled: readonly SettledFigures[],
  now: number,
): Promise<void> {
  const told = settled.flatMap((one) => (one.is === 'told' ? [one] : []))
  await sql`
    update told_figures f set told = s.told, tries = 0, outcome = '', who_must_act = null,
      told_at = case when s.is_news then ${new Date(now)} else f.told_at end,
      status = case when f.version = s.version then 'done' else 'waiting' end
    from jsonb_to_recordset(${JSON.stringify(
      told.map((one) => ({ ...keyOf(one), told: one.record.standing, is_news: one.isNews })),
    )}::jsonb) as s (module text, record_id text, version integer, told jsonb, is_news boolean)
    where ${isOne(at)}`.execute(tx)
}

function keyOf({ record }: SettledFigures) {
  return { module: record.module, record_id: record.recordId, version: record.version }
}

/** The row f of s. */
function isOne(at: Place) {
  return sql`f.workspace_id = ${at.workspaceId} and f.connection_id = ${at.connectionId}
    and f.module = s.module and f.record_id = s.record_id`
}

/** Whether the CRM has shown anything that was told in the fields as they are chosen now. */
export async function haveFiguresShown(tx: Tx, at: Place): Promise<boolean> {
  const lane = await tx
    .selectFrom('activity_lane')
    .select('figures_shown')
    .where('connection_id', '=', at.connectionId)
    .executeTakeFirstOrThrow()
  return lane.figures_shown
}

/** The CRM was seen to show figures it was told. */
export async function figuresShown(tx: Tx, at: Place): Promise<void> {
  await tx
    .updateTable('activity_lane')
    .set({ figures_shown: true })
    .where('connection_id', '=', at.connectionId)
    .where('figures_shown', '=', false)
    .execute()
}

/** Nothing more is told in these fields until a person chooses again. */
export async function stopFigures(tx: Tx, at: Place, fault: string): Promise<void> {
  await tx
    .updateTable('activity_lane')
    .set({ figures_fault: fault })
    .where('connection_id', '=', at.connectionId)
    .execute()
}

/** What could not be told is one problem of the connection, until it is told. */
export async function tellUntoldFigures(
  tx: Tx,
  at: Place,
  { title }: { title: string },
): Promise<void> {
  const { rows } = await sql<{ fault: string; count: number; outcome: string }>`
    select l.figures_fault as fault, f.count, f.outcome from activity_lane l
    cross join lateral (
      select count(*)::integer as count, coalesce(max(outcome), '') as outcome from told_figures
      where workspace_id = l.workspace_id and connection_id = l.connection_id
        and status = 'failed'
    ) f
    where l.workspace_id = ${at.workspaceId}
      and l.connection_id = ${at.connectionId}`.execute(tx)
  const { fault, count, outcome } = rows[0]!
  const identity = `figures:${at.connectionId}`
  if (count === 0 && fault === '') return resolveProblems(tx, at.workspaceId, identity)
  const words =
    count === 1
      ? `${title} did not take the figures of one person.`
      : `${title} did not take the figures of ${count} people.`
  const failed = `${words} ${outcome}`.trim()
  await raiseProblems(tx, [
    {
      ...at,
      cause: 'A CRM has not taken figures in its fields',
      sentence: fault === '' ? failed : fault,
      remedy: 'Look at its fields, and choose them once more on the connection’s page.',
      whoMustAct: 'you',
      identity,
    },
  ])
}
