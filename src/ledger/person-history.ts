import { sql, type RawBuilder } from 'kysely'
import type { Channel } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { bounceWords } from './bounce-words.ts'
import { exactTime, moment, ofChannel, pageOf, place, type Page, type PageAsk } from './places.ts'

export interface OfPerson {
  workspaceId: number
  personId: number
}

export interface Mailing {
  campaign: { id: number; name: string }
  channel: Channel
  address: string
  sentAt: Date | null
  /** The last time the vendor said that it arrived, where it says so. */
  deliveredAt: Date | null
  opens: number
  humanOpens: number
  firstOpenAt: Date | null
  lastOpenAt: Date | null
  clicks: number
  firstClickAt: Date | null
  lastClickAt: Date | null
  forwards: number
  optOuts: number
  bounce: string | null
}

/**
 * The campaigns a person received, newest first, one line an address. The campaigns come from the
 * person's own events, which the ledger's key holds together; their sums from the recipients.
 */
export async function mailingsOf(
  tx: Tx,
  { workspaceId, personId }: OfPerson,
  ask: PageAsk & { channel?: Channel },
): Promise<Page<Mailing>> {
  const after = ask.after === undefined ? sql`true` : afterMailing(ask.after)
  const { rows } = await sql<Mailing & { place: string }>`
    with received as (
      select distinct e.campaign_id, e.address_id from event e
      where e.workspace_id = ${workspaceId} and e.address_id in (
        select pa.address_id from person_address pa
        where pa.workspace_id = ${workspaceId} and pa.person_id = ${personId}
          ${ofChannel(workspaceId, ask.channel)})
    ),
    mailing as (
      select r.*, coalesce(r.first_sent_at, r.first_delivered_at, r.first_open_at,
        r.first_click_at, r.first_bounce_at, r.first_opt_out_at, '-infinity') as sorted_at
      from received join recipient r on r.workspace_id = ${workspaceId}
        and r.campaign_id = received.campaign_id and r.address_id = received.address_id
    )
    select jsonb_build_object('id', r.campaign_id, 'name', coalesce(c.name, '')) as campaign,
      a.kind as channel, a.address, r.first_sent_at as "sentAt",
      r.last_delivered_at as "deliveredAt", r.opens, r.human_opens as "humanOpens",
      r.first_open_at as "firstOpenAt", r.last_open_at as "lastOpenAt", r.clicks,
      r.first_click_at as "firstClickAt", r.last_click_at as "lastClickAt", r.forwards,
      r.opt_outs as "optOuts", ${bounceWords('d')} as bounce,
      ${exactTime(sql`r.sorted_at`)} || '_' || r.campaign_id || '_' || r.address_id as place
    from mailing r
    join address a on a.workspace_id = r.workspace_id and a.id = r.address_id
    left join campaign c on c.workspace_id = r.workspace_id and c.id = r.campaign_id
    left join detail d on d.workspace_id = r.workspace_id and d.id = r.bounce_detail_id
      and r.bounces > 0
    where ${after}
    order by r.sorted_at desc, r.campaign_id desc, r.address_id desc
    limit ${ask.limit + 1}`.execute(tx)
  return pageOf(rows, ask.limit, ({ place: _, ...row }) => row)
}

export interface ClickedLink {
  url: string
  campaign: { id: number; name: string }
  address: string
  clicks: number
  firstAt: Date
  lastAt: Date
}

/** The links a person clicked, the one clicked last first, one line a campaign and address. */
export async function linksOf(
  tx: Tx,
  { workspaceId, personId }: OfPerson,
  ask: PageAsk,
): Promise<Page<ClickedLink>> {
  const after = ask.after === undefined ? sql`true` : afterLink(ask.after)
  const { rows } = await sql<ClickedLink & { place: string }>`
    select l.url, jsonb_build_object('id', r.campaign_id, 'name', coalesce(c.name, '')) as campaign,
      a.address, r.clicks, r.first_at as "firstAt", r.last_at as "lastAt",
      ${exactTime(sql`r.last_at`)} || '_' || r.campaign_id || '_' || r.link_id || '_'
        || r.address_id as place
    from person_address pa
    join recipient_link r on r.workspace_id = pa.workspace_id and r.address_id = pa.address_id
    join link l on l.workspace_id = r.workspace_id and l.id = r.link_id
    join address a on a.workspace_id = r.workspace_id and a.id = r.address_id
    left join campaign c on c.workspace_id = r.workspace_id and c.id = r.campaign_id
    where pa.workspace_id = ${workspaceId} and pa.person_id = ${personId} and ${after}
    order by r.last_at desc, r.campaign_id desc, r.link_id desc, r.address_id desc
    limit ${ask.limit + 1}`.execute(tx)
  return pageOf(rows, ask.limit, ({ place: _, ...row }) => row)
}

function afterMailing(after: string): RawBuilder<unknown> {
  const [time, campaign, address] = place(after, ['time', 'integer', 'integer'])
  return sql`(r.sorted_at, r.campaign_id, r.address_id)
    < (${moment(time!)}, ${campaign}::integer, ${address}::integer)`
}

function afterLink(after: string): RawBuilder<unknown> {
  const [time, campaign, link, address] = place(after, ['time', 'integer', 'integer', 'integer'])
  return sql`(r.last_at, r.campaign_id, r.link_id, r.address_id)
    < (${moment(time!)}, ${campaign}::integer, ${link}::integer, ${address}::integer)`
}
