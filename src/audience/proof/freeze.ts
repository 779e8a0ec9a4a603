import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { notChosen } from './groups.ts'
import { judged, MUST_NOT } from './judge.ts'
import { moveAudience, type CampaignOf, type FrozenAudience } from './stand.ts'

/**
 * Freezes whom a campaign is meant for: each who was chosen becomes a target that is meant, or is
 * skipped with exactly one reason, by the facts of this moment, in one statement. chosen yields
 * person_id and address_id, either of which may be null.
 */
export async function freezeTargets(
  tx: Tx,
  audience: Pick<FrozenAudience, 'workspaceId' | 'campaignId' | 'topics'>,
  { chosen, now }: { chosen: RawBuilder<unknown>; now: number },
): Promise<void> {
  const { workspaceId, campaignId, topics } = audience
  const source = sql`select row_number() over (order by d.person_id, d.address_id) as key,
    d.person_id, d.address_id from (select distinct person_id, address_id from (${chosen}) e) d`
  await sql`
    insert into campaign_target (workspace_id, campaign_id, person_id, address_id, reason)
    select ${workspaceId}::integer, ${campaignId}::integer, j.person_id, j.address_id, j.reason
    from (${judged({ workspaceId, topics, now }, source)}) j order by j.key`.execute(tx)
  await moveAudience(tx, audience, sql`frozen_at = ${new Date(now)}`)
}

/** Whom Homing knows to be on lists of an ESP, as they were last read. */
export function membersKnown(
  workspaceId: number,
  connectionId: number,
  externalIds: readonly string[],
): RawBuilder<unknown> {
  return usersOf(
    workspaceId,
    sql`select m.address_id from list_member m
      join list l on l.workspace_id = m.workspace_id and l.id = m.list_id
        and l.connection_id = ${connectionId} and l.external_id = any(${[...externalIds]}::text[])
      where m.workspace_id = ${workspaceId} and m.gone_at is null`,
  )
}

/** Who was on the lists of a campaign as they were just read, of an account never read before. */
export function membersRead({ workspaceId, campaignId }: CampaignOf): RawBuilder<unknown> {
  return usersOf(
    workspaceId,
    sql`select address_id from campaign_member
      where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`,
  )
}

/** Everybody who uses one of these addresses; an address nobody uses stands for itself. */
function usersOf(workspaceId: number, addresses: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select u.person_id, d.address_id from (select distinct address_id from (${addresses}) b) d
    left join person_address u on u.workspace_id = ${workspaceId}
      and u.address_id = d.address_id and u.ended_at is null`
}

/** Persons, each with the address written to: the primary one, else the one used longest. */
export function withAddresses(
  workspaceId: number,
  persons: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`
    select distinct on (p.person_id) p.person_id, w.address_id
    from (${persons}) p
    left join (
      select pa.person_id, a.id as address_id, pa.is_primary, pa.started_at
      from person_address pa
      join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
        and a.kind = 'email'
      where pa.workspace_id = ${workspaceId} and pa.ended_at is null
    ) w on w.person_id = p.person_id
    order by p.person_id, w.is_primary desc, w.started_at, w.address_id`
}

/**
 * Looks at those who are meant to get it once more, by the facts of this moment: whoever opted out,
 * complained, became invalid, came onto a suppression list or was erased since is skipped from now
 * on, with the reason. Answers of how many of them the ESP must be stopped from sending.
 */
export async function skipTheLate(
  tx: Tx,
  { workspaceId, campaignId, topics }: FrozenAudience,
  now: number,
): Promise<number> {
  const source = sql`select id as key, person_id, address_id from campaign_target
    where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and reason = ''`
  const { rows } = await sql<{ count: number }>`
    with late as (
      update campaign_target t set reason = j.reason, late_at = ${new Date(now)}
      from (${judged({ workspaceId, topics, now }, source)}) j
      where t.workspace_id = ${workspaceId} and t.id = j.key and t.reason = '' and j.reason <> ''
      returning j.reason
    ) select (count(*) filter (where reason = any(${[...MUST_NOT]}::text[])))::integer as count
    from late`.execute(tx)
  return rows[0]!.count
}

/**
 * Whoever was met on the ESP's lists without having been chosen, and must not be written to, stands
 * among the skipped, with the reason: no policy lets them through. Answers how many came in.
 */
export async function skipStrangers(
  tx: Tx,
  audience: Pick<FrozenAudience, 'workspaceId' | 'campaignId' | 'topics'>,
  now: number,
): Promise<number> {
  const { workspaceId, campaignId, topics } = audience
  const source = sql`select s.address_id as key, null::integer as person_id, s.address_id
    from (${notChosen(audience, 'stranger')}) s`
  const { rows } = await sql<{ count: number }>`
    with met as (
      insert into campaign_target (workspace_id, campaign_id, person_id, address_id, reason,
        late_at)
      select ${workspaceId}::integer, ${campaignId}::integer, (
          select u.person_id from person_address u where u.workspace_id = ${workspaceId}
            and u.address_id = j.address_id and u.ended_at is null
          order by u.is_primary desc, u.person_id limit 1), j.address_id, j.reason,
        ${new Date(now)}
      from (${judged({ workspaceId, topics, now }, source)}) j
      where j.reason = any(${[...MUST_NOT]}::text[]) order by j.key
      returning 1
    ) select count(*)::integer as count from met`.execute(tx)
  return rows[0]!.count
}
