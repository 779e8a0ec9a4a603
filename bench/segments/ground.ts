import { sql } from 'kysely'
import type { Database, Tx } from '../../src/platform/database/index.ts'
import { fillConsent, NOW, type ConsentGround } from '../consent/ground.ts'
import { load, step } from '../load.ts'

const CAMPAIGNS = 20
/** Every so many people get a campaign, one in three opens it, one in twelve clicks. */
const SENT_EVERY = 10
const LINKS = 40
/** Days between two campaigns; the newest was sent a day ago. */
const DAYS_APART = 18

export interface SegmentGround extends ConsentGround {
  campaignIds: number[]
  listIds: number[]
  espListIds: number[]
}

/**
 * A firm of so many people with consent, a year of campaigns, each to a tenth of them, with opens,
 * clicks and bounces as recipients and events, lists of its own and of its ESP.
 */
export async function fillSegments(database: Database, people: number): Promise<SegmentGround> {
  const ground = await fillConsent(database, { people, facts: people })
  const { workspaceId } = ground
  const more = await load(database, workspaceId, async (tx) => {
    await step('companies', () => fillCompanies(tx, workspaceId))
    const campaignIds = await fillCampaigns(tx, workspaceId)
    return { campaignIds, ...(await step('lists', () => fillLists(tx, workspaceId, people))) }
  })
  const owner = await database.engine.lendAsOwner()
  try {
    await step('vacuum', () => owner.script('vacuum analyze'))
  } finally {
    owner.release()
  }
  return { ...ground, ...more }
}

/** Companies, so that they can be asked about. */
async function fillCompanies(tx: Tx, workspaceId: number): Promise<void> {
  await sql`
    with company as (
      insert into organization (workspace_id, kind, name)
      select ${workspaceId}, 'company', 'Company ' || n from generate_series(1, 20000) n
      returning id
    )
    insert into affiliation (workspace_id, person_id, organization_id)
    select ${workspaceId}, p.id, c.first + p.id % 20000
    from person p cross join (select min(id) as first from company) c
    where p.workspace_id = ${workspaceId} and p.id % 2 = 0`.execute(tx)
}

async function fillCampaigns(tx: Tx, workspaceId: number): Promise<number[]> {
  const sentAt = sql`to_timestamp(${NOW}::bigint / 1000.0)
    - make_interval(days => 1 + ${DAYS_APART}::integer * (n - 1))`
  const { rows } = await sql<{ id: number }>`
    insert into campaign (workspace_id, name, status, sent_at)
    select ${workspaceId}, 'Letter ' || n, 'sent', ${sentAt}
    from generate_series(1, ${CAMPAIGNS}::integer) n returning id`.execute(tx)
  await sql`
    insert into link (workspace_id, url)
    select ${workspaceId}, 'https://example.com/' || (array['tax', 'events'])[1 + n % 2] || '/' || n
    from generate_series(1, ${LINKS}::integer) n`.execute(tx)
  const recipients = sql`
    insert into recipient (workspace_id, campaign_id, address_id, sent, first_sent_at, last_sent_at,
      opens, human_opens, first_open_at, last_open_at, clicks, human_clicks, first_click_at,
      last_click_at, bounces, first_bounce_at, last_bounce_at)
    select ${workspaceId}, c.id, a.id, 1, c.sent_at, c.sent_at,
      case when x % 3 = 0 then 2 else 0 end, case when x % 3 = 0 then 1 + x % 2 else 0 end,
      case when x % 3 = 0 then c.sent_at + interval '1 hour' end,
      case when x % 3 = 0 then c.sent_at + interval '3 days' end,
      case when x % 12 = 0 then 1 else 0 end, case when x % 12 = 0 then 1 else 0 end,
      case when x % 12 = 0 then c.sent_at + interval '2 hours' end,
      case when x % 12 = 0 then c.sent_at + interval '2 hours' end,
      case when x % 50 = 7 then 1 else 0 end,
      case when x % 50 = 7 then c.sent_at + interval '1 minute' end,
      case when x % 50 = 7 then c.sent_at + interval '1 minute' end
    from campaign c
    join address a on a.workspace_id = c.workspace_id
      and (a.id + c.id * 3) % ${SENT_EVERY}::integer = 0
    cross join lateral (select (a.id / 10 * 7919::bigint + c.id * 31) % 997 as x) x
    where c.workspace_id = ${workspaceId}
    order by c.id, a.id`
  await step('recipients', () => recipients.execute(tx))
  await step('events', () => fillEvents(tx, workspaceId))
  return rows.map((row) => row.id)
}

/** Sends, opens and clicks as events; who clicked which link; the campaigns' counts. */
async function fillEvents(tx: Tx, workspaceId: number): Promise<void> {
  await sql`select ensure_event_months(min(sent_at), max(sent_at) + interval '5 days')
    from campaign where workspace_id = ${workspaceId}`.execute(tx)
  await sql`
    insert into event (occurred_at, key, workspace_id, address_id, campaign_id, receipt_id, kind,
      link_id)
    select e.at, r.campaign_id * 10 + e.kind, ${workspaceId}, r.address_id, r.campaign_id, 1, e.kind,
      case when e.kind = 4 then l.first + r.address_id % ${LINKS}::integer else 0 end
    from recipient r
    cross join lateral (values (1, r.first_sent_at), (3, r.first_open_at), (3, r.last_open_at),
      (4, r.first_click_at), (6, r.first_bounce_at)) e (kind, at)
    cross join (select min(id) as first from link where workspace_id = ${workspaceId}) l
    where r.workspace_id = ${workspaceId} and e.at is not null`.execute(tx)
  await sql`
    insert into recipient_link (workspace_id, campaign_id, link_id, address_id, clicks,
      human_clicks, first_at, last_at)
    select workspace_id, campaign_id, link_id, address_id, 1, 1, occurred_at, occurred_at
    from event where workspace_id = ${workspaceId} and kind = 4`.execute(tx)
  await sql`
    insert into campaign_count (workspace_id, campaign_id, kind, people, events, first_at, last_at)
    select workspace_id, campaign_id, kind, count(distinct address_id), count(*),
      min(occurred_at), max(occurred_at)
    from event where workspace_id = ${workspaceId} group by 1, 2, 3`.execute(tx)
}

async function fillLists(tx: Tx, workspaceId: number, people: number) {
  const { rows: lists } = await sql<{ id: number }>`
    insert into person_list (workspace_id, name, kind, created_by)
    values (${workspaceId}, 'Clients', 'static', 'bench'),
      (${workspaceId}, 'Never', 'suppression', 'bench') returning id`.execute(tx)
  const { rows: espLists } = await sql<{ id: number }>`
    insert into list (workspace_id, connection_id, external_id, name)
    select ${workspaceId}, id, 'L1', 'News' from connection where workspace_id = ${workspaceId}
    returning id`.execute(tx)
  await sql`
    insert into person_list_member (workspace_id, person_list_id, person_id, added_by)
    select ${workspaceId}, l.id, p.id, 'bench' from person p
    cross join (values (${lists[0]!.id}::integer, 5), (${lists[1]!.id}::integer, 500)) l (id, every)
    where p.workspace_id = ${workspaceId} and p.id % l.every = 0`.execute(tx)
  await sql`
    insert into list_member (workspace_id, list_id, address_id)
    select ${workspaceId}, ${espLists[0]!.id}, a.id from address a
    where a.workspace_id = ${workspaceId} and a.id % 2 = 0
    limit ${people}`.execute(tx)
  return { listIds: lists.map((one) => one.id), espListIds: espLists.map((one) => one.id) }
}
