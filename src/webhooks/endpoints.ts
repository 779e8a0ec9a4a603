import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'
import type { MessageType } from './told-of.ts'

/** Endpoints one workspace may have. */
export const ENDPOINTS_MAX = 20

/** Where another system wants to be told. Times in epoch ms; nothing of it is secret. */
export interface Endpoint {
  id: number
  name: string
  url: string
  /** What it is told of. */
  types: MessageType[]
  status: 'active' | 'paused' | 'disabled'
  /** Failed tries since the last that went well. */
  failures: number
  failingSince: number | null
  /** Nothing is sent before then, for it failed. */
  restsUntil: number | null
  disabledReason: string
  disabledAt: number | null
  /** The secret before this one signs too until then. */
  formerSecretUntil: number | null
  /** Messages it has still to be told. */
  waiting: number
  /** Those of them that were tried and not taken. */
  failing: number
  /** All that it ever took. */
  delivered: number
  /** What became of the last try. */
  lastTry: { httpStatus: number | null; outcome: string; at: number } | null
  createdAt: number
}

/** The workspace's endpoints, oldest first. */
export function listEndpoints(tx: Tx): Promise<Endpoint[]> {
  return endpoints(tx, sql`true`)
}

/** Throws Refused 404 where there is none, or it was removed. */
export async function endpointById(tx: Tx, id: number): Promise<Endpoint> {
  const [endpoint] = await endpoints(tx, sql`e.id = ${id}`)
  if (endpoint === undefined) throw notFound('webhook', id)
  return endpoint
}

/** What an endpoint that works, or is tried anew, has behind it. */
export const AFRESH = {
  failures: 0,
  failing_since: null,
  rests_until: null,
  disabled_at: null,
  disabled_reason: '',
}

interface Row extends Omit<Endpoint, 'lastTry'> {
  lastStatus: number | null
  lastOutcome: string
  lastAt: number | null
}

async function endpoints(tx: Tx, which: RawBuilder<unknown>): Promise<Endpoint[]> {
  const ms = (column: string) => sql`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`
  const { rows } = await sql<Row>`
    select e.id, e.name, e.url, e.types, e.status, e.failures,
      ${ms('e.failing_since')} as "failingSince", ${ms('e.rests_until')} as "restsUntil",
      e.disabled_reason as "disabledReason", ${ms('e.disabled_at')} as "disabledAt",
      ${ms('e.former_until')} as "formerSecretUntil", ${ms('e.created_at')} as "createdAt",
      (d.waiting + (
        select coalesce(sum(n.size - b.place), 0) from webhook_backlog b
        join webhook_news n on n.workspace_id = b.workspace_id and n.id = b.news_id
        where b.workspace_id = e.workspace_id and b.endpoint_id = e.id))::float8 as waiting,
      d.failing::float8, e.delivered::float8, e.last_status as "lastStatus",
      e.last_outcome as "lastOutcome", ${ms('e.last_tried_at')} as "lastAt"
    from webhook_endpoint e
    cross join lateral (
      select count(*) as waiting, count(*) filter (where w.tries > 0) as failing
      from webhook_delivery w
      where w.workspace_id = e.workspace_id and w.endpoint_id = e.id and w.status = 'waiting'
    ) d
    where e.workspace_id = (select homing_workspace()) and e.deleted_at is null and ${which}
    order by e.id limit ${ENDPOINTS_MAX}`.execute(tx)
  return rows.map(({ lastStatus, lastOutcome, lastAt, ...row }) => ({
    ...row,
    lastTry: lastAt === null ? null : { httpStatus: lastStatus, outcome: lastOutcome, at: lastAt },
  }))
}
