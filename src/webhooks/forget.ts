import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { NEWS_KEPT_DAYS } from './replay.ts'
import type { At } from './turn.ts'

/** Deliveries of news that are kept of an endpoint for looking at, the newest. */
const DELIVERED_KEPT_MAX = 1_000
/** Alarms and tests that were settled are kept this long. */
const KEPT_DAYS = 30
/** Rows swept at a time. */
const SWEPT_MAX = 10_000

/** Forgets deliveries of news that an endpoint took, but for the newest. */
export async function forgetDelivered(tx: Tx, { workspaceId, endpointId }: At): Promise<void> {
  await sql`
    delete from webhook_delivery where workspace_id = ${workspaceId} and id in (
      select id from webhook_delivery
      where workspace_id = ${workspaceId} and endpoint_id = ${endpointId}
        and status = 'delivered' and subject_id is not null
      order by id desc offset ${DELIVERED_KEPT_MAX} limit ${SWEPT_MAX})`.execute(tx)
}

/**
 * Forgets what was settled long ago, and news that is too old to be told once more; what an active
 * endpoint has still to be told is kept however old it is. One that is paused or disabled for
 * longer than news is kept misses what is older.
 */
export async function forgetOld(tx: Tx, workspaceId: number, now: number): Promise<void> {
  const before = (days: number) => new Date(now - days * 86_400_000)
  await sql`
    delete from webhook_delivery where workspace_id = ${workspaceId} and id in (
      select id from webhook_delivery
      where workspace_id = ${workspaceId} and status <> 'waiting'
        and created_at < ${before(KEPT_DAYS)}
      order by id limit ${SWEPT_MAX})`.execute(tx)
  await sql`
    delete from webhook_news where workspace_id = ${workspaceId} and id in (
      select n.id from webhook_news n
      where n.workspace_id = ${workspaceId} and n.recorded_at < ${before(NEWS_KEPT_DAYS)}
        and not exists (
          select from webhook_backlog b
          join webhook_endpoint e on e.workspace_id = b.workspace_id and e.id = b.endpoint_id
          where b.workspace_id = n.workspace_id and b.news_id = n.id and e.status = 'active')
      order by n.recorded_at limit ${SWEPT_MAX})`.execute(tx)
}
