/** What a person does about an audience that holds its campaign. Nobody is ever unsubscribed. */
import { sql, type RawBuilder } from 'kysely'
import { audit } from '../../accounts/index.ts'
import type { By } from '../../connections/index.ts'
import type { Connector } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { createPush, type PushOf } from '../push.ts'
import { planPush } from '../steer.ts'
import { compareAudience } from './compare.ts'
import { fatesOf, isOfGroup, notChosen } from './groups.ts'
import {
  findAudience,
  moveAudience,
  waitForPush,
  type CampaignOf,
  type FrozenAudience,
} from './stand.ts'

export interface PushAsk extends CampaignOf {
  connectionId: number
  /** Ids of its lists at the ESP. */
  lists: readonly string[]
  by: By
  now: number
}

/**
 * Has whoever was not chosen, and whoever must not get it, taken off the campaign's lists at the
 * ESP: a push like any other, which begins by itself where nothing holds it. Null: nobody is there.
 */
export async function takeOffLists(
  tx: Tx,
  connectors: readonly Connector[],
  ask: PushAsk,
): Promise<PushOf | null> {
  const { workspaceId, lists, connectionId } = ask
  const unwanted = sql`${notChosen(ask, 'stranger')} union
    select f.address_id from (${fatesOf(ask)}) f where ${isOfGroup('barred')}`
  return begin(tx, connectors, ask, {
    verb: 'remove',
    items: sql`
      select m.list_id, (select u.person_id from person_address u
          where u.workspace_id = m.workspace_id and u.address_id = m.address_id
            and u.ended_at is null order by u.is_primary desc, u.person_id limit 1) as person_id,
        m.address_id
      from list l
      join list_member m on m.workspace_id = l.workspace_id and m.list_id = l.id
        and m.gone_at is null
      where l.workspace_id = ${workspaceId} and l.connection_id = ${connectionId}
        and l.external_id = any(${[...lists]}::text[]) and m.address_id in (${unwanted})`,
  })
}

/** Has whoever was chosen and is on none of its lists put on the first of them. */
export async function addMissing(
  tx: Tx,
  connectors: readonly Connector[],
  ask: PushAsk,
): Promise<PushOf | null> {
  const { workspaceId, lists, connectionId } = ask
  const missing = sql`select f.person_id, f.address_id from (${fatesOf(ask)}) f
    where ${isOfGroup('missing')} and f.person_id is not null`
  const list = sql`select l.id from list l where l.workspace_id = ${workspaceId}
    and l.connection_id = ${connectionId} and l.external_id = ${lists[0] ?? ''}
    and l.gone_at is null`
  // They are known to be gone: the lists were read to their end.
  await sql`
    update list_member m set gone_at = now()
    where m.workspace_id = ${workspaceId} and m.list_id in (${list}) and m.gone_at is null
      and m.address_id in (select x.address_id from (${missing}) x)`.execute(tx)
  return begin(tx, connectors, ask, {
    verb: 'add',
    items: sql`select l.id as list_id, x.person_id, null::integer as address_id
      from (${missing}) x cross join (${list}) l`,
  })
}

async function begin(
  tx: Tx,
  connectors: readonly Connector[],
  { workspaceId, campaignId, connectionId, by, now }: PushAsk,
  { verb, items }: { verb: 'add' | 'remove'; items: RawBuilder<unknown> },
): Promise<PushOf | null> {
  // A handful that was just seen on a list goes at once; more waits for the cap of any push.
  const cause = verb === 'remove' ? ('memberships' as const) : ('selection' as const)
  const begun = { connectionId, cause, startsItself: true, by, now }
  const of = await createPush(tx, connectors, begun)
  const { rows } = await sql`
    insert into push_item (workspace_id, push_id, list_id, person_id, address_id, verb)
    select distinct ${workspaceId}::integer, ${of.pushId}::integer, i.list_id, i.person_id,
      i.address_id, ${verb}
    from (${items}) i
    returning 1`.execute(tx)
  if (rows.length === 0) {
    await sql`delete from push where workspace_id = ${workspaceId}
      and id = ${of.pushId}`.execute(tx)
    return null
  }
  await planPush(tx, { ...of, by, now })
  await waitForPush(tx, { workspaceId, campaignId }, of.pushId)
  return of
}

/**
 * Lets a campaign be sent whatever strangers there are and whoever is missing now, with the reason
 * somebody gives. Whoever must not get it goes on holding it, and so does whoever comes later.
 */
export async function sendAllTheSame(
  tx: Tx,
  {
    workspaceId,
    campaignId,
    by,
    reason,
    now,
  }: CampaignOf & { by: By; reason: string; now: number },
): Promise<void> {
  await heldAudience(tx, { workspaceId, campaignId })
  const { strangers, missing } = await compareAudience(tx, { workspaceId, campaignId })
  await moveAudience(
    tx,
    { workspaceId, campaignId },
    sql`allowed_by = ${by.name}, allowed_reason = ${reason}, allowed_at = ${new Date(now)},
      allowed_strangers = ${strangers}, allowed_missing = ${missing}`,
  )
  await audit(tx, {
    actor: by,
    action: 'allow_audience',
    subject: 'campaign',
    subjectId: campaignId,
    sentence: 'Let it be sent whatever strangers there are on its lists, and whoever is missing.',
    detail: { reason },
    at: now,
  })
}

/** Refuses a campaign whose audience was not compared yet. */
export async function heldAudience(tx: Tx, of: CampaignOf): Promise<FrozenAudience> {
  const audience = await findAudience(tx, of)
  if (audience?.step === 'compared') return audience
  throw new Refused(409, 'Its audience is not compared with the service.', {
    remedy: 'Schedule it; then its audience is frozen and compared before anything is sent.',
  })
}
