import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import type { PushOf, PushStatus } from './push.ts'
import { REASONS, type Reason } from './reasons.ts'

export type ItemStatus =
  'chosen' | 'waiting' | 'sent' | 'done' | 'not_needed' | 'skipped' | 'failed'

/** A push as lists show it. Times are ISO 8601. */
export interface PushRow {
  id: number
  connectionId: number
  connectionName: string
  cause: 'memberships' | 'selection' | 'details'
  isExact: boolean
  status: PushStatus
  /** Names of its lists. */
  lists: string[]
  /** What there is to do: who is there already, or is left out, is not among them. */
  adds: number
  removals: number
  tells: number
  createdBy: string
  createdAt: string
  endedAt: string | null
  outcome: string
}

/** People of one list and verb with the same fate: the list behind the count is pushItems. */
export interface PushCount {
  listId: number
  list: string
  verb: 'add' | 'remove' | 'tell'
  status: ItemStatus
  reason: Reason | ''
  sentence: string
  count: number
}

export interface ShownPush extends PushRow {
  reasons: string[]
  /** When what the ESP holds had been read to its end, as the plan took it. */
  comparedWith: string | null
  approvedBy: string | null
  startedAt: string | null
  cancelledBy: string | null
  counts: PushCount[]
  jobs: { total: number; over: number }
  pausedUntil: string | null
  fault: string
}

export interface PushesAsk {
  connectionId?: number
  status?: PushStatus
  after?: string
  limit: number
}

/** Pushes, the newest first. */
export async function listPushes(
  tx: Tx,
  workspaceId: number,
  ask: PushesAsk,
): Promise<{ items: PushRow[]; next: string | null }> {
  const { rows } = await sql<PushRow>`
    ${rowsOf(workspaceId)}
      and (${ask.connectionId ?? null}::integer is null
        or p.connection_id = ${ask.connectionId ?? null})
      and (${ask.status ?? null}::text is null or p.status = ${ask.status ?? null})
      and p.id < ${cursorOf(ask.after) ?? 2_147_483_647}
    order by p.id desc limit ${ask.limit + 1}`.execute(tx)
  const items = rows.slice(0, ask.limit)
  return { items, next: rows.length > ask.limit ? String(items.at(-1)!.id) : null }
}

/** One push with a count for each fate of its people. */
export async function showPush(tx: Tx, { workspaceId, pushId }: PushOf): Promise<ShownPush> {
  const { rows } = await sql<PushRow>`
    ${rowsOf(workspaceId)} and p.id = ${pushId}`.execute(tx)
  const [row] = rows
  if (row === undefined) throw notFound('push', pushId)
  const more = await sql<Omit<ShownPush, keyof PushRow | 'counts'>>`
    select p.reasons, ${iso('p.compared_with')} as "comparedWith", p.approved_by as "approvedBy",
      ${iso('p.started_at')} as "startedAt", p.cancelled_by as "cancelledBy",
      ${iso('l.paused_until')} as "pausedUntil", l.fault,
      (select jsonb_build_object('total', count(*), 'over',
          count(*) filter (where j.status not in ('calling', 'ordered')))
        from push_job j where j.workspace_id = p.workspace_id and j.push_id = p.id) as jobs
    from push p join push_lane l
      on l.workspace_id = p.workspace_id and l.connection_id = p.connection_id
    where p.workspace_id = ${workspaceId} and p.id = ${pushId}`.execute(tx)
  const counts = await sql<Omit<PushCount, 'sentence'>>`
    select c.list_id as "listId", l.name as list, c.verb, c.status, c.reason, c.count
    from (
      select list_id, verb, status, reason, count(*)::integer as count from push_item
      where workspace_id = ${workspaceId} and push_id = ${pushId}
      group by list_id, verb, status, reason
    ) c join list l on l.workspace_id = ${workspaceId} and l.id = c.list_id
    order by lower(l.name), l.id, c.verb, c.count desc`.execute(tx)
  return {
    ...row,
    ...more.rows[0]!,
    counts: counts.rows.map((one) => ({ ...one, sentence: sentenceOf(one.reason) })),
  }
}

export interface PushItem {
  id: number
  personId: number | null
  name: string | null
  address: string | null
  listId: number
  list: string
  verb: 'add' | 'remove' | 'tell'
  status: ItemStatus
  reason: Reason | ''
  /** Why, in words: the ESP's own where there are any. */
  sentence: string
  /** Of somebody whose details are told. */
  changes: { label: string; before: string; after: string }[]
}

export interface ItemsAsk {
  listId?: number
  verb?: 'add' | 'remove' | 'tell'
  status?: ItemStatus
  reason?: string
  after?: string
  limit: number
}

/** The people behind a count, in the order they were chosen. */
export async function pushItems(
  tx: Tx,
  { workspaceId, pushId }: PushOf,
  ask: ItemsAsk,
): Promise<{ items: PushItem[]; next: string | null }> {
  const is = (column: string, value: string | number | undefined) =>
    value === undefined ? sql`true` : sql`${sql.ref(`i.${column}`)} = ${value}`
  const { rows } = await sql<Omit<PushItem, 'sentence'> & { outcome: string }>`
    select i.id, i.person_id as "personId", p.name, a.address, i.list_id as "listId",
      l.name as list, i.verb, i.status, i.reason, i.outcome,
      coalesce(i.changes, '[]') as changes
    from push_item i
    join list l on l.workspace_id = i.workspace_id and l.id = i.list_id
    left join person p on p.workspace_id = i.workspace_id and p.id = i.person_id
    left join address a on a.workspace_id = i.workspace_id and a.id = i.address_id
    where i.workspace_id = ${workspaceId} and i.push_id = ${pushId}
      and ${is('list_id', ask.listId)} and ${is('verb', ask.verb)}
      and ${is('status', ask.status)} and ${is('reason', ask.reason)}
      and i.id > ${cursorOf(ask.after) ?? 0}
    order by i.id limit ${ask.limit + 1}`.execute(tx)
  const items = rows.slice(0, ask.limit).map(({ outcome, ...row }) => ({
    ...row,
    sentence: outcome === '' ? sentenceOf(row.reason) : outcome,
  }))
  return { items, next: rows.length > ask.limit ? String(items.at(-1)!.id) : null }
}

function rowsOf(workspaceId: number) {
  return sql`
    select p.id, p.connection_id as "connectionId", c.name as "connectionName", p.cause,
      p.is_exact as "isExact", p.status, p.created_by as "createdBy",
      ${iso('p.created_at')} as "createdAt", ${iso('p.ended_at')} as "endedAt", p.outcome,
      n.lists, n.adds, n.removals, n.tells
    from push p
    join connection c on c.workspace_id = p.workspace_id and c.id = p.connection_id
    cross join lateral (
      select coalesce(sum(k.adds), 0)::integer as adds,
        coalesce(sum(k.removals), 0)::integer as removals,
        coalesce(sum(k.tells), 0)::integer as tells,
        coalesce(array_agg(l.name order by lower(l.name), l.id)
          filter (where l.id is not null), '{}') as lists
      from (
        select i.list_id, count(*) filter (where i.verb = 'add' and needed) as adds,
          count(*) filter (where i.verb = 'remove' and needed) as removals,
          count(*) filter (where i.verb = 'tell' and needed) as tells
        from push_item i
        cross join lateral (select i.status not in ('not_needed', 'skipped')) s (needed)
        where i.workspace_id = p.workspace_id and i.push_id = p.id
        group by i.list_id
      ) k left join list l on l.workspace_id = p.workspace_id and l.id = k.list_id
    ) n
    where p.workspace_id = ${workspaceId}`
}

function sentenceOf(reason: Reason | ''): string {
  return reason === '' ? '' : REASONS[reason]
}

function iso(column: string) {
  return sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

function cursorOf(after: string | undefined): number | null {
  if (after === undefined) return null
  if (/^\d{1,9}$/.test(after)) return Number(after)
  throw new Refused(400, 'after is not the next of an earlier page.', { field: 'after' })
}
