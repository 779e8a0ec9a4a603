/** Where signals pointed to: noted once each, claimed for a look, forgotten after a while. */
import { sql } from 'kysely'
import type { Place } from '../../connections/index.ts'
import type { Signal } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'

/** Where to look: at a contact, a campaign, or everything there is, whose id is empty. */
export interface Spot {
  about: Signal['about'] | 'everything'
  id: string
}

export const EVERYTHING: Spot = { about: 'everything', id: '' }

/** Contacts of a connection that wait at most; beyond it all of its opt-outs are read. */
const CONTACTS_WAITING_MAX = 200
/** Contacts of a connection that are looked at within a minute, whoever asks for how many. */
const CONTACTS_A_MINUTE = 20
/** A spot is not looked at again before, however often it is pointed to. */
const REST_MS: Record<Spot['about'], number> = {
  contact: 60_000,
  campaign: 10 * 60_000,
  everything: 15 * 60_000,
}
/** By then the schedule has read what a signal pointed to. */
const KEPT_MS = 3600_000

/**
 * Notes spots, each one row, however often it is pointed to. A campaign that is not known here may
 * be new, or somebody's invention: everything is looked at, as it is for more contacts than may
 * wait.
 */
export async function noteSpots(
  tx: Tx,
  { workspaceId, connectionId }: Place,
  spots: readonly Spot[],
  now: number,
): Promise<void> {
  const at = new Date(now)
  await sql`
    with told as (
      select * from unnest(${spots.map(({ about }) => about)}::text[],
        ${spots.map(({ id }) => id)}::text[]) as t (about, id)
    ), room as (
      select greatest(0, ${CONTACTS_WAITING_MAX}::int - count(*)::int) as contacts from signal
      where connection_id = ${connectionId} and about = 'contact' and is_waiting
    ), ranked as (
      select about, id, row_number() over (partition by about order by id) as rank from told
    ), resolved as (
      select distinct
        case when r.about = 'contact' and r.rank <= room.contacts then 'contact'
          when i.external_id is not null then 'campaign' else 'everything' end as about,
        case when r.about = 'contact' and r.rank <= room.contacts or i.external_id is not null
          then r.id else '' end as id
      from ranked r cross join room
      left join campaign_identity i on r.about = 'campaign' and i.workspace_id = ${workspaceId}
        and i.connection_id = ${connectionId} and i.kind = 'campaign' and i.external_id = r.id
    )
    insert into signal as s (workspace_id, connection_id, about, remote_id, signalled_at)
    select ${workspaceId}, ${connectionId}, about, id, ${at} from resolved order by about, id
    on conflict (workspace_id, connection_id, about, remote_id) do update
      set signalled_at = excluded.signalled_at, is_waiting = true`.execute(tx)
}

/** Contacts to look at now, the longest waiting first, as many as the minute has left. */
export async function claimContacts(tx: Tx, { connectionId }: Place, now: number) {
  const at = new Date(now)
  const { rows } = await sql<{ id: string }>`
    with used as (
      select count(*)::int as looks from signal
      where connection_id = ${connectionId} and about = 'contact'
        and looked_at > ${new Date(now - 60_000)}
    ), due as materialized (
      select remote_id from signal
      where connection_id = ${connectionId} and about = 'contact' and is_waiting
        and (rests_until is null or rests_until <= ${at})
      order by looked_at nulls first, signalled_at, remote_id
      limit (select greatest(0, ${CONTACTS_A_MINUTE}::int - looks) from used)
      for update skip locked
    )
    update signal s set looked_at = ${at}, rests_until = ${restOf('contact', now)}
    from due
    where s.connection_id = ${connectionId} and s.about = 'contact'
      and s.remote_id = due.remote_id
    returning s.remote_id as id`.execute(tx)
  return rows.map(({ id }) => id)
}

/**
 * A contact was looked at: it waits no more, unless it was pointed to since. Who left is not looked
 * at again for as long as the row is kept.
 */
export async function settleContact(
  tx: Tx,
  { connectionId }: Place,
  { id, hasLeft, now }: { id: string; hasLeft: boolean; now: number },
): Promise<void> {
  await sql`
    update signal set is_waiting = signalled_at > looked_at,
      rests_until = case when ${hasLeft}::boolean then ${new Date(now + KEPT_MS)}::timestamptz
        else rests_until end
    where connection_id = ${connectionId} and about = 'contact' and remote_id = ${id}`.execute(tx)
}

/** Everything or the campaign to read now, the longest waiting first; null where none is due. */
export async function claimReading(
  tx: Tx,
  { connectionId }: Place,
  now: number,
): Promise<Spot | null> {
  const at = new Date(now)
  const { rows } = await sql<Spot>`
    with due as materialized (
      select about, remote_id from signal
      where connection_id = ${connectionId} and about <> 'contact' and is_waiting
        and (rests_until is null or rests_until <= ${at})
      order by about = 'campaign', looked_at nulls first, signalled_at, remote_id
      limit 1 for update skip locked
    )
    update signal s set is_waiting = false, looked_at = ${at},
      rests_until = case s.about when 'campaign' then ${restOf('campaign', now)}::timestamptz
        else ${restOf('everything', now)}::timestamptz end
    from due
    where s.connection_id = ${connectionId} and s.about = due.about
      and s.remote_id = due.remote_id
    returning s.about, s.remote_id as id`.execute(tx)
  return rows[0] ?? null
}

/** Forgets spots that the schedule has read by now, looked at or not. */
export async function forgetSpots(tx: Tx, { connectionId }: Place, now: number): Promise<void> {
  await sql`
    delete from signal where connection_id = ${connectionId}
      and signalled_at < ${new Date(now - KEPT_MS)}
      and (rests_until is null or rests_until <= ${new Date(now)})`.execute(tx)
}

/** Connections with something to look at, to enter at the vendor, or to forget. */
export async function connectionsSignalled(
  tx: Tx,
  workspaceId: number,
  now: number,
): Promise<number[]> {
  const at = new Date(now)
  const { rows } = await sql<{ id: number }>`
    select c.id from connection c
    where c.workspace_id = ${workspaceId} and c.status = 'active' and c.deleted_at is null
      and (exists (select from signal s where s.workspace_id = c.workspace_id
          and s.connection_id = c.id
          and (s.rests_until is null or s.rests_until <= ${at})
          and (s.is_waiting or s.signalled_at < ${new Date(now - KEPT_MS)}))
        or exists (select from hook_registration r where r.workspace_id = c.workspace_id
          and r.connection_id = c.id and r.next_at <= ${at}))
    order by c.id limit ${CONNECTIONS_MAX}`.execute(tx)
  return rows.map(({ id }) => id)
}

/** Connections a tick asks for in one workspace at most; the next tick takes the others. */
const CONNECTIONS_MAX = 100

function restOf(about: Spot['about'], now: number): Date {
  return new Date(now + REST_MS[about])
}
