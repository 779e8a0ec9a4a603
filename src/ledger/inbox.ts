import { sql, type RawBuilder } from 'kysely'
import type { Connector, MendableField } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'
import { mendPartOf, READ_FIELDS, type AppliedMend } from './mends.ts'
import { TRIES_MAX } from './problems.ts'
import type { Ask } from './receipts.ts'
import type { RecordForm } from './record-identity.ts'

/** Groups answered at most; causes are written by Homing itself, so there are few. */
const GROUPS_MAX = 200

export type ProblemStatus = 'open' | 'ignored' | 'resolved'
type WhoMustAct = 'you' | 'vendor' | 'homing'

export interface ProblemGroup {
  key: string
  cause: string
  whoMustAct: WhoMustAct
  remedy: string
  count: number
  oldestAt: string
  newestAt: string
  connections: { id: number; name: string; count: number }[]
}

/**
 * Problems of one status, grouped by cause and by who must act: those that need you first, then the
 * largest. Counted by connection first and then together, so that a hundred thousand of one cause
 * are one walk over the index.
 */
export async function problemGroups(tx: Tx, status: ProblemStatus): Promise<ProblemGroup[]> {
  const { rows } = await sql<GroupRow>`
    with part as (
      select group_key, connection_id, count(*)::integer as count, max(id) as newest,
        min(first_at) as oldest_at, max(last_at) as newest_at
      from problem
      where workspace_id = (select homing_workspace()) and status = ${status}
      group by group_key, connection_id
    ),
    grouped as (
      select group_key, sum(part.count)::integer as count, max(newest) as newest,
        min(oldest_at) as oldest_at, max(newest_at) as newest_at,
        jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'count', part.count)
          order by part.count desc, c.id) filter (where c.id is not null) as connections
      from part left join connection c on c.id = part.connection_id
      group by group_key
    )
    select g.*, p.cause, p.who_must_act, p.remedy
    from grouped g join problem p on p.id = g.newest
    order by p.who_must_act = 'you' desc, g.count desc, g.newest_at desc
    limit ${GROUPS_MAX}`.execute(tx)
  return rows.map((row) => ({
    key: row.group_key,
    cause: row.cause,
    whoMustAct: row.who_must_act,
    remedy: row.remedy,
    count: row.count,
    oldestAt: row.oldest_at.toISOString(),
    newestAt: row.newest_at.toISOString(),
    connections: row.connections ?? [],
  }))
}

interface GroupRow {
  group_key: string
  cause: string
  who_must_act: WhoMustAct
  remedy: string
  count: number
  oldest_at: Date
  newest_at: Date
  connections: ProblemGroup['connections'] | null
}

export interface ProblemQuery {
  status: ProblemStatus
  /** One group of it. */
  group?: string
  connectionId?: number
  runId?: number
  after?: string
  limit: number
}

/** Problems of the workspace, newest first; a page costs the same however many there are. */
export async function listProblems(
  tx: Tx,
  query: ProblemQuery,
  connectors: readonly Connector[] = [],
) {
  const where = [sql`p.workspace_id = (select homing_workspace())`, sql`p.status = ${query.status}`]
  if (query.group !== undefined) where.push(sql`p.group_key = ${query.group}::uuid`)
  if (query.connectionId !== undefined) where.push(sql`p.connection_id = ${query.connectionId}`)
  if (query.runId !== undefined) where.push(sql`p.run_id = ${query.runId}`)
  if (query.after !== undefined) where.push(sql`p.id < ${Number(query.after)}`)
  const rows = await problemRows(tx, sql.join(where, sql` and `), query.limit + 1)
  const items = rows.slice(0, query.limit).map((row) => view(row, connectors))
  return { items, next: rows.length > query.limit ? String(items.at(-1)!.id) : null }
}

/** One problem. Refuses an id that is not there. */
export async function showProblem(tx: Tx, id: number, connectors: readonly Connector[]) {
  const [row] = await problemRows(tx, sql`p.id = ${id}`, 1)
  if (row === undefined) throw notFound('problem', id)
  return view(row, connectors)
}

/** How many problems are open. */
export async function countProblems(tx: Tx): Promise<{ open: number }> {
  const row = await tx
    .selectFrom('problem')
    .select((e) => e.fn.countAll<number>().as('open'))
    .where('status', '=', 'open')
    .executeTakeFirstOrThrow()
  return { open: row.open }
}

async function problemRows(tx: Tx, where: RawBuilder<unknown>, limit: number) {
  const { rows } = await sql<ProblemRow>`
    select p.*, c.name as connection_name, c.connector, g.name as campaign_name,
      r.stream, m.mend,
      case when p.status <> 'open' then null
        when p.retried_by = 'run' and c.status = 'active' then (
          select min(s.next_at) from sync_schedule s
          where s.workspace_id = c.workspace_id and s.connection_id = c.id and s.is_on)
        else p.next_try_at end as next_at
    from problem p
    left join connection c on c.id = p.connection_id
    left join campaign g on g.id = p.campaign_id
    left join receipt r on r.id = p.receipt_id
    left join lateral (
      select jsonb_build_object('id', id, 'field', field, 'was', was, 'became', became,
        'by', mended_by, 'at', mended_at) as mend
      from mend where problem_id = p.id order by id desc limit 1
    ) m on true
    where ${where}
    order by p.id desc limit ${limit}`.execute(tx)
  return rows
}

interface ProblemRow {
  id: number
  cause: string
  sentence: string
  remedy: string
  who_must_act: WhoMustAct
  field: string
  record: unknown
  record_form: RecordForm | null
  occurrences: number
  status: ProblemStatus
  connection_id: number | null
  connection_name: string | null
  connector: string | null
  campaign_id: number | null
  campaign_name: string | null
  receipt_id: number | null
  stream: string | null
  run_id: number | null
  retried_by: 'run' | 'reading' | null
  tries: number
  next_at: Date | null
  decided_by: string | null
  decided_at: Date | null
  first_at: Date
  last_at: Date
  mend: (Omit<AppliedMend, 'at'> & { at: string }) | null
}

function view(row: ProblemRow, connectors: readonly Connector[]) {
  return {
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
    receiptId: row.receipt_id,
    runId: row.run_id,
    fix: row.status === 'resolved' ? null : fixOf(row, connectors),
    retry: retryOf(row),
    decided:
      row.decided_by === null || row.decided_at === null
        ? null
        : { by: row.decided_by, at: row.decided_at.toISOString() },
    mend: row.mend && { ...row.mend, at: new Date(row.mend.at).toISOString() },
    firstAt: row.first_at.toISOString(),
    lastAt: row.last_at.toISOString(),
  }
}

/** What Homing does of itself about it: how often it tried, when next, or that it gave up. */
function retryOf(row: ProblemRow) {
  if (row.retried_by === null || row.status !== 'open') return null
  return {
    by: row.retried_by,
    tries: row.tries,
    nextAt: row.next_at?.toISOString() ?? null,
    needsPerson: row.tries >= TRIES_MAX,
  }
}

/** What a person may enter to put the record right; null where nothing can be mended. */
function fixOf(row: ProblemRow, connectors: readonly Connector[]): MendableField | null {
  if (row.record_form === null || row.receipt_id === null || row.stream === null) return null
  if (row.record_form !== 'row') {
    return READ_FIELDS[row.field as keyof typeof READ_FIELDS] ?? null
  }
  const connector = connectors.find(({ id }) => id === row.connector)
  if (connector === undefined) return null
  const stream = row.stream as Ask['stream']
  return mendPartOf(connector, { stream })?.fields[row.field] ?? null
}

function named(id: number | null, name: string | null) {
  return id === null ? null : { id, name: name ?? '' }
}
