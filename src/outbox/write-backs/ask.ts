import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { jobsOf } from '../../platform/jobs/index.ts'

/** Sources whose wishes come one by one; what other systems tell may be a mistake of thousands. */
const SINGLE = ['user', 'api', 'preference_page']

/**
 * The part of a statement that writes what facts must do elsewhere, for whoever writes facts: it
 * reads from `written`, the rows of consent_fact that are new, and answers the connections that
 * have something to be told. A wish goes to every system but the one that told it of that address,
 * for every address of its channel it holds for: the address, those of the person, and those of
 * whoever uses it; of fax numbers to those that are told of them.
 *
 * What another system told is written only for addresses the system is known to mail (once its
 * contacts have been read): the next read brings up whoever was added there since.
 */
export function writeBacksOf(workspaceId: number, now: number): RawBuilder<unknown> {
  const at = sql`to_timestamp(${now}::bigint / 1000.0)`
  return sql`
    insert into write_back as w (workspace_id, connection_id, address_id, topic_id, wanted,
      is_single, caused_by, caused_at, due_at)
    with lane as materialized (
      select l.* from write_back_lane l
      join connection c on c.workspace_id = l.workspace_id and c.id = l.connection_id
      where l.workspace_id = ${workspaceId} and c.deleted_at is null
    ), said as materialized (
      select f.*, f.source = any(${SINGLE}::text[]) as is_single, a.id as of_address,
        a.kind as of_kind
      from written f cross join lateral (${addressesOf(workspaceId)}) as t (id)
      join address a on a.workspace_id = ${workspaceId} and a.id = t.id
      left join address o on o.workspace_id = ${workspaceId} and o.id = f.address_id
      where exists (select from lane) and (not f.opted_in or f.is_explicit)
        and a.kind = coalesce(f.channel, o.kind, a.kind)
    )
    select ${workspaceId}::integer, l.connection_id, f.of_address, matter.topic_id,
      (array_agg(case when f.opted_in then 'in' else 'out' end order by f.id desc))[1],
      bool_or(f.is_single), max(f.id), ${at}, ${at}
    from said f cross join lane l
    cross join lateral (${mattersOf(workspaceId)}) as matter (topic_id)
    where not (f.source in ('esp', 'crm') and not f.opted_in
        and f.connection_id = l.connection_id and f.of_address = f.address_id
        and matter.topic_id is null)
      and (f.of_kind = 'email' or (l.tells_faxes and matter.topic_id is null))
      and (f.is_single or l.contacts_read_at is null or f.of_kind = 'fax'
        or coalesce((select k.gone_at is null and k.permission <> all (l.unmailable_words)
          from contact k where k.workspace_id = ${workspaceId}
            and k.connection_id = l.connection_id and k.address_id = f.of_address), false))
    group by l.connection_id, f.of_address, matter.topic_id
    order by l.connection_id, f.of_address, matter.topic_id
    on conflict (workspace_id, connection_id, address_id, kind, topic_id) do update set
      ${wantedAnew()}
    returning w.connection_id`
}

/** What becomes of a row when something new is wished for: begun anew, whatever became of it. */
export function wantedAnew(): RawBuilder<unknown> {
  const isSame = sql`w.status in ('waiting', 'held', 'failed') and w.wanted = excluded.wanted`
  const isHeld = sql`w.status = 'held' and not excluded.is_single`
  return sql`
      wanted = excluded.wanted, caused_by = excluded.caused_by, version = w.version + 1,
      from_address_id = excluded.from_address_id,
      status = case when ${isHeld} then 'held' else 'waiting' end,
      held_at = case when ${isHeld} then w.held_at end,
      is_single = excluded.is_single
        or (w.is_single and w.status in ('waiting', 'confirming', 'failed')),
      caused_at = case when ${isSame} then w.caused_at else excluded.caused_at end,
      due_at = case when ${isSame} then w.due_at else excluded.due_at end,
      tries = 0, next_try_at = '-infinity', outcome = '', who_must_act = null,
      acknowledged_at = null, settled_at = null, approved_at = null, decided_by = null`
}

/** Wakes whoever tells: a job a connection, there if, and only if, the transaction commits. */
export async function wakeLanes(
  tx: Tx,
  workspaceId: number,
  connectionIds: readonly number[],
): Promise<void> {
  const jobs = jobsOf(tx)
  // Without a queue beside the database the next tick finds them.
  if (jobs === undefined) return
  for (const connectionId of connectionIds) {
    const data = { workspaceId, connectionId }
    await jobs.enqueue(tx, 'write_backs', data, `${workspaceId}:${connectionId}`)
  }
}

function addressesOf(workspaceId: number): RawBuilder<unknown> {
  return sql`
      select f.address_id where f.address_id is not null
      union
      select p.address_id from person_address p
      where p.workspace_id = ${workspaceId} and p.person_id = f.person_id and p.ended_at is null
      union
      select o.address_id from person_address u
      join person_address o on o.workspace_id = u.workspace_id and o.person_id = u.person_id
      where f.scope <> 'address' and u.workspace_id = ${workspaceId}
        and u.address_id = f.address_id and u.ended_at is null and o.ended_at is null`
}

/**
 * Null stands for everything. A topic is told where something of the system stands for it, and only
 * when it was left: nobody is put on a list by a fact.
 */
function mattersOf(workspaceId: number): RawBuilder<unknown> {
  return sql`
      select null::integer where f.scope <> 'topic'
      union
      select m.topic_id from topic_mapping m
      where f.scope = 'topic' and not f.opted_in and m.workspace_id = ${workspaceId}
        and m.connection_id = l.connection_id and m.retired_at is null
        and (m.topic_id = f.topic_id or (f.topic_id is null and exists (
          select from topic_mapping g where g.workspace_id = m.workspace_id
            and g.connection_id = f.connection_id and g.kind = f.external_kind
            and g.external_id = f.external_id and g.topic_id = m.topic_id)))`
}
