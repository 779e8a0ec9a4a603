import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { WhoMustAct } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'
import type { Batch } from './path.ts'

/** A record shown with a problem is cut to this many characters of JSON. */
const RECORD_CHARS_MAX = 8_000

export interface Problem {
  workspaceId: number
  connectionId: number | null
  campaignId?: number | null
  receiptId?: number | null
  runId?: number | null
  /** What problems are grouped by: "a row that cannot be read". */
  cause: string
  /** One sentence in plain words. */
  sentence: string
  remedy: string
  whoMustAct: WhoMustAct
  field?: string
  record?: unknown
  /** What makes it the same problem when it comes again; the record itself where absent. */
  identity?: string
}

/** Raises problems. One that is known is counted again, and opens again unless it was ignored. */
export async function raiseProblems(tx: Tx, problems: readonly Problem[]): Promise<void> {
  const byFingerprint = new Map(problems.map((problem) => [fingerprintOf(problem), problem]))
  for (const [fingerprint, problem] of byFingerprint) {
    await tx
      .insertInto('problem')
      .values({
        workspace_id: problem.workspaceId,
        connection_id: problem.connectionId,
        campaign_id: problem.campaignId ?? null,
        receipt_id: problem.receiptId ?? null,
        run_id: problem.runId ?? null,
        cause: problem.cause,
        sentence: problem.sentence,
        remedy: problem.remedy,
        who_must_act: problem.whoMustAct,
        field: problem.field ?? '',
        record: problem.record === undefined ? null : shown(problem.record),
        fingerprint,
      })
      .onConflict((conflict) =>
        conflict.columns(['workspace_id', 'fingerprint']).doUpdateSet({
          occurrences: sql`problem.occurrences + 1`,
          last_at: sql`now()`,
          run_id: sql`excluded.run_id`,
          receipt_id: sql`coalesce(excluded.receipt_id, problem.receipt_id)`,
          sentence: sql`excluded.sentence`,
          status: sql`case when problem.status = 'ignored' then 'ignored' else 'open' end`,
        }),
      )
      .execute()
  }
}

/** Ends problems of this identity: what they told of is no longer so. */
export async function resolveProblems(tx: Tx, workspaceId: number, identity: string) {
  await tx
    .updateTable('problem')
    .set({ status: 'resolved', last_at: new Date() })
    .where('workspace_id', '=', workspaceId)
    .where('fingerprint', '=', hash(identity))
    .where('status', '=', 'open')
    .execute()
}

/** The path's last step: what could not go on becomes a problem, with the record to look at. */
export async function parkRefused(batch: Batch): Promise<void> {
  await raiseProblems(
    batch.tx,
    batch.parked.map(({ receiptId, row }) => ({
      workspaceId: batch.workspaceId,
      connectionId: batch.connectionId,
      receiptId,
      runId: batch.runId,
      cause: 'A row of the feedback cannot be read',
      sentence: `${row.field}: ${row.reason}`,
      remedy:
        'The rest of its page is done. If the row is right, read it again after an update of '
        + 'Homing; if it is wrong, ignore it.',
      whoMustAct: 'vendor',
      field: row.field,
      record: row.record,
    })),
  )
}

export interface ProblemQuery {
  status: 'open' | 'ignored' | 'resolved'
  after?: string
  limit: number
}

/** Problems of the workspace, newest first. */
export async function listProblems(tx: Tx, query: ProblemQuery) {
  const rows = await tx
    .selectFrom('problem as p')
    .leftJoin('connection as c', 'c.id', 'p.connection_id')
    .leftJoin('campaign as g', 'g.id', 'p.campaign_id')
    .selectAll('p')
    .select(['c.name as connection_name', 'g.name as campaign_name'])
    .where('p.status', '=', query.status)
    .$if(query.after !== undefined, (q) => q.where('p.id', '<', Number(query.after)))
    .orderBy('p.id', 'desc')
    .limit(query.limit + 1)
    .execute()
  const items = rows.slice(0, query.limit).map((row) => ({
    id: row.id,
    cause: row.cause,
    sentence: row.sentence,
    remedy: row.remedy,
    whoMustAct: row.who_must_act,
    field: row.field,
    record: row.record,
    occurrences: row.occurrences,
    status: row.status,
    connection: named(row.connection_id, row.connection_name),
    campaign: named(row.campaign_id, row.campaign_name),
    runId: row.run_id,
    firstAt: row.first_at.toISOString(),
    lastAt: row.last_at.toISOString(),
  }))
  return { items, next: rows.length > query.limit ? String(items.at(-1)!.id) : null }
}

export async function countProblems(tx: Tx): Promise<{ open: number }> {
  const row = await tx
    .selectFrom('problem')
    .select((e) => e.fn.countAll<number>().as('open'))
    .where('status', '=', 'open')
    .executeTakeFirstOrThrow()
  return { open: row.open }
}

/** Sets what was decided of one problem. Refuses an id that is not there. */
export async function settleProblem(tx: Tx, id: number, status: 'open' | 'ignored' | 'resolved') {
  const row = await tx
    .updateTable('problem')
    .set({ status })
    .where('id', '=', id)
    .returning(['id', 'receipt_id', 'connection_id', 'fingerprint'])
    .executeTakeFirst()
  if (row === undefined) throw notFound('problem', id)
  return row
}

function fingerprintOf(problem: Problem): string {
  const identity =
    problem.identity
    ?? JSON.stringify([problem.connectionId, problem.cause, problem.field, problem.record])
  return hash(identity)
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

function shown(record: unknown): string {
  const text = JSON.stringify(record)
  if (text.length <= RECORD_CHARS_MAX) return text
  return JSON.stringify({
    cut: `${text.length} characters`,
    begins: text.slice(0, RECORD_CHARS_MAX),
  })
}

function named(id: number | null, name: string | null) {
  return id === null ? null : { id, name: name ?? '' }
}
