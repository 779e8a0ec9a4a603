import { sql, type RawBuilder } from 'kysely'
import type { Place } from '../../connections/index.ts'
import { wakeLanes, wantedAnew } from '../../outbox/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { askErasuresAgain } from './erase.ts'
import { compareValidity } from './compare-validity.ts'

/** How many were found and must be told. */
export interface Compared {
  toTell: number
}

/**
 * Compares what a system holds, as it was just read, with the facts: whoever is opted out here and
 * mailed from there must be told. It covers a system that was connected later, a word that was
 * lost, and whoever was put on a list there again. A few statements, however many contacts there
 * are.
 */
export async function compareWithFacts(tx: Tx, at: Place, now: number): Promise<Compared> {
  const { workspaceId, connectionId } = at
  await compareValidity(tx, at, now)
  await sql`
    update write_back_lane set contacts_read_at = ${new Date(now)}
    where workspace_id = ${workspaceId} and connection_id = ${connectionId}`.execute(tx)
  await settleConfirmed(tx, at, now)
  await settleStrangers(tx, at, now)
  await askErasuresAgain(tx, at, now)
  return askOf(tx, at, { now, who: sql`${mismatches(at)} union ${faxesNeverTold(at)}` })
}

/**
 * The same of whom a push has just put on lists: somebody may have left while its job was under
 * way, when the system did not know the address and nothing could be told of it.
 */
export async function compareJoined(
  tx: Tx,
  at: Place & { pushId: number },
  now: number,
): Promise<Compared> {
  const who = sql`
    select m.address_id, m.topic_id from (${mismatches(at)}) m
    where m.address_id in (select i.address_id from push_item i
      where i.workspace_id = ${at.workspaceId} and i.push_id = ${at.pushId}
        and i.verb = 'add' and i.status = 'done')`
  return askOf(tx, at, { now, who })
}

/** who: rows of address_id and topic_id that the system must be told to leave alone. */
async function askOf(
  tx: Tx,
  { workspaceId, connectionId }: Place,
  { now, who }: { now: number; who: RawBuilder<unknown> },
): Promise<Compared> {
  const isWish = sql`f.workspace_id = ${workspaceId} and not f.opted_in
    and f.source in ('user', 'api', 'preference_page')`
  const { rows } = await sql<{ count: number }>`
    with told as (
      insert into write_back as w (workspace_id, connection_id, address_id, topic_id, wanted,
        is_single, caused_at, due_at)
      select ${workspaceId}::integer, ${connectionId}::integer, m.address_id, m.topic_id, 'out',
        exists (select from consent_fact f where f.address_id = m.address_id and ${isWish})
          or exists (select from person_address u
            join consent_fact f on f.person_id = u.person_id and ${isWish}
            where u.workspace_id = ${workspaceId} and u.address_id = m.address_id
              and u.ended_at is null),
        ${new Date(now)}, ${new Date(now)}
      from (${who}) m
      order by m.address_id, m.topic_id
      on conflict (workspace_id, connection_id, address_id, kind, topic_id) do update set
        ${wantedAnew()}
        where w.status not in ('waiting', 'held', 'refused') or w.wanted <> 'out'
      returning 1
    ) select count(*)::integer as count from told`.execute(tx)
  await wakeLanes(tx, workspaceId, [connectionId])
  return { toTell: rows[0]!.count }
}

/** Who is mailed from there against the facts: from everything (no topic), or about a topic. */
export function mismatches({ workspaceId, connectionId }: Place) {
  return sql`
    select k.address_id, null::integer as topic_id
    from contact k
    join write_back_lane l on l.workspace_id = k.workspace_id
      and l.connection_id = k.connection_id
    join address_to_be_out o on o.workspace_id = k.workspace_id and o.address_id = k.address_id
    where k.workspace_id = ${workspaceId} and k.connection_id = ${connectionId}
      and k.gone_at is null and k.permission <> all (l.unmailable_words)
    union
    select m.address_id, t.topic_id
    from topic_mapping t
    join list g on g.workspace_id = t.workspace_id and g.connection_id = t.connection_id
      and g.external_id = t.external_id and g.gone_at is null
    join list_member m on m.workspace_id = g.workspace_id and m.list_id = g.id
      and m.gone_at is null
    join address_to_leave o on o.workspace_id = m.workspace_id and o.address_id = m.address_id
      and o.topic_id = t.topic_id
    where t.workspace_id = ${workspaceId} and t.connection_id = ${connectionId}
      and t.kind = 'list' and t.retired_at is null`
}

/**
 * Numbers the system has that were never told of, though something was said against faxes. Whether
 * it holds, and what is held there, is looked at when it is told.
 */
function faxesNeverTold({ workspaceId, connectionId }: Place) {
  return sql`
    select k.address_id, null::integer as topic_id
    from contact_identity k
    join write_back_lane l on l.workspace_id = k.workspace_id
      and l.connection_id = k.connection_id and l.tells_faxes
    join address a on a.workspace_id = k.workspace_id and a.id = k.address_id
      and a.kind = 'fax' and a.erased_at is null
    where k.workspace_id = ${workspaceId} and k.connection_id = ${connectionId}
      and not exists (select from write_back w where w.workspace_id = k.workspace_id
        and w.connection_id = k.connection_id and w.address_id = k.address_id
        and w.kind = 'consent' and w.topic_id is null)
      and (exists (select from consent_fact f where f.workspace_id = k.workspace_id
          and f.address_id = k.address_id and not f.opted_in
          and f.connection_id is distinct from k.connection_id)
        or exists (select from person_address u join consent_fact f
          on f.workspace_id = u.workspace_id and f.person_id = u.person_id and not f.opted_in
            and (f.channel is null or f.channel = 'fax') and f.scope <> 'topic'
          where u.workspace_id = k.workspace_id and u.address_id = k.address_id
            and u.ended_at is null))`
}

/** Who was asked to confirm and has, by what was read. */
async function settleConfirmed(tx: Tx, { workspaceId, connectionId }: Place, now: number) {
  await sql`
    update write_back w set status = 'done', acknowledged_at = ${new Date(now)},
      settled_at = ${new Date(now)}, remote = k.permission, outcome = 'The person has confirmed.'
    from contact k
    join write_back_lane l on l.workspace_id = k.workspace_id
      and l.connection_id = k.connection_id
    where w.workspace_id = ${workspaceId} and w.connection_id = ${connectionId}
      and w.status = 'confirming' and k.workspace_id = w.workspace_id
      and k.connection_id = w.connection_id and k.address_id = w.address_id
      and k.gone_at is null and k.permission <> all (l.unmailable_words)`.execute(tx)
}

/** What other systems told before anybody knew whom this one holds, of addresses it does not. */
async function settleStrangers(tx: Tx, { workspaceId, connectionId }: Place, now: number) {
  await sql`
    update write_back w set status = 'not_needed', settled_at = ${new Date(now)}, held_at = null,
      outcome = 'It is not among the contacts that were read.'
    where w.workspace_id = ${workspaceId} and w.connection_id = ${connectionId}
      and w.status in ('waiting', 'held') and w.kind = 'consent' and w.wanted = 'out'
      and not w.is_single and w.called is null
      and exists (select from address a where a.workspace_id = w.workspace_id
        and a.id = w.address_id and a.kind = 'email')
      and not exists (select from contact k where k.workspace_id = w.workspace_id
        and k.connection_id = w.connection_id and k.address_id = w.address_id
        and k.gone_at is null)`.execute(tx)
}
