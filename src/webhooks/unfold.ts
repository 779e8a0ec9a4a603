import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

/** An endpoint for which so much waits already is given nothing more to try. */
const WAITING_MAX = 1_000
/** Rows of news that are looked into at a time: many hold one fact only. */
const NEWS_MAX = 50

export interface Room {
  workspaceId: number
  endpointId: number
  /** Deliveries that may be made. */
  room: number
  now: number
}

/**
 * Makes deliveries of the oldest news an endpoint has still to be told, as far as there is room,
 * and moves its places on, in one statement. The id of a message follows from what it tells, so
 * that it is the same whenever and however often it is made; one that was sent before is sent
 * again.
 */
export async function unfoldNews(tx: Tx, { workspaceId, endpointId, room, now }: Room) {
  const at = new Date(now)
  const { rows } = await sql<{ made: number }>`
    with waiting as (
      select count(*) as count from (
        select from webhook_delivery
        where workspace_id = ${workspaceId} and endpoint_id = ${endpointId}
          and status = 'waiting' limit ${WAITING_MAX}) w
    ), news as materialized (
      select b.news_id, b.place, n.type, n.subject_ids, n.happened, n.keys, n.size
      from webhook_backlog b
      join webhook_news n on n.workspace_id = b.workspace_id and n.id = b.news_id
      where b.workspace_id = ${workspaceId} and b.endpoint_id = ${endpointId}
        and (select count from waiting) < ${WAITING_MAX}
      order by b.news_id limit ${NEWS_MAX}
      for update of b skip locked
    ), portion as materialized (
      select p.*, least(size - place, ${room}::integer - before)::integer as take
      from (
        select news.*, coalesce(sum(size - place) over (order by news_id
          rows between unbounded preceding and 1 preceding), 0) as before
        from news) p
      where before < ${room}::integer
    ), told as (
      -- A fact and an event happen once; an address may become invalid again.
      select p.type, s.subject_id, s.happened, s.key,
        case when p.type like 'address.%' then p.news_id end as occasion
      from portion p
      cross join lateral unnest(
        p.subject_ids[p.place + 1 : p.place + p.take], p.happened[p.place + 1 : p.place + p.take],
        p.keys[p.place + 1 : p.place + p.take]) as s (subject_id, happened, key)
    ), made as (
      insert into webhook_delivery as d (workspace_id, endpoint_id, message_id, type, body,
        subject_id, happened_at, event_key, next_try_at, created_at)
      select distinct on (message_id) ${workspaceId}, ${endpointId}, message_id, type, '',
        subject_id, happened, key, ${at}::timestamptz, ${at}::timestamptz
      from (
        select told.*, 'msg_' || md5(concat_ws(':', ${workspaceId}::integer, type, subject_id,
          extract(epoch from happened), key, occasion)) as message_id
        from told) named
      order by message_id
      on conflict (workspace_id, endpoint_id, message_id) do update
        set status = 'waiting', tries = 0, next_try_at = excluded.next_try_at, settled_at = null
        where d.status <> 'waiting'
      returning 1
    ), moved as (
      update webhook_backlog b set place = p.place + p.take
      from portion p
      where b.workspace_id = ${workspaceId} and b.endpoint_id = ${endpointId}
        and b.news_id = p.news_id and p.place + p.take < p.size
    ), done as (
      delete from webhook_backlog b using portion p
      where b.workspace_id = ${workspaceId} and b.endpoint_id = ${endpointId}
        and b.news_id = p.news_id and p.place + p.take >= p.size
    )
    select count(*)::integer as made from made`.execute(tx)
  return rows[0]!.made
}
