import { sql } from 'kysely'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import type { CampaignFacts, ConnectionFacts, FeedbackFacts } from './facts.ts'
import { COMPARED_MS_MAX, EARLIER_MAX, JUDGED_FROM_MS, JUDGED_UNTIL_MS } from './feedback.ts'
import { DAY } from './time.ts'

/** Older campaigns are past every vendor's retention, and nobody waits for their news. */
const SENT_MS_MAX = 400 * DAY
/** The newest are looked at, and no more than these. */
const CAMPAIGNS_MAX = 1_000
/** Compared with earlier ones each time: the newest. */
const JUDGED_MAX = 20

/**
 * What is known of the workspace's sent campaigns, newest first; of one, where asked. Campaigns of
 * a removed connection are left out: nothing more comes of them. isUncompared spares the comparison
 * of their feedback.
 */
export async function campaignFacts(
  tx: Tx,
  homing: Homing,
  workspaceId: number,
  of: { connections: readonly ConnectionFacts[]; campaignId?: number; isUncompared?: boolean },
): Promise<CampaignFacts[]> {
  const campaignId = of.campaignId ?? null
  const rows = await sentCampaigns(tx, homing, workspaceId, campaignId)
  const feedback = of.isUncompared
    ? new Map<number, FeedbackFacts>()
    : await feedbackFacts(tx, homing, workspaceId, campaignId)
  const byId = new Map(of.connections.map((connection) => [connection.id, connection]))
  return rows.flatMap((row) => {
    const connection = byId.get(row.connection_id)
    if (connection === undefined) return []
    const connector = homing.connectors.find(({ id }) => id === row.connector)
    const judged = feedback.get(row.id)
    return [
      {
        id: row.id,
        name: row.name,
        connection,
        sentAt: row.sent_at.getTime(),
        asOf: row.as_of?.getTime() ?? null,
        nextRunAt: connection.nextRunAt,
        lastEventAt: row.event_at?.getTime() ?? null,
        lastLearntAt: row.learnt_at?.getTime() ?? null,
        retention: connector?.feedback?.retention ?? null,
        ...(judged && { feedback: judged }),
      },
    ]
  })
}

/**
 * Notes of which campaigns the ledger has learnt since the last look. Called once a look, before
 * the facts are gathered; a campaign seen for the first time was learnt when it was last read.
 */
export async function noteNews(tx: Tx, homing: Homing, workspaceId: number): Promise<void> {
  const now = new Date(homing.now())
  await sql`
    insert into campaign_news as n (workspace_id, campaign_id, events, learnt_at)
    select c.workspace_id, c.id, k.events, coalesce(c.as_of, ${now}::timestamptz)
    from (${sent(homing, workspaceId, null)}) c
    cross join lateral (
      select coalesce(sum(k.events), 0) as events from campaign_count k
      where k.workspace_id = c.workspace_id and k.campaign_id = c.id and k.kind > 0
    ) k
    where k.events > 0
    on conflict (workspace_id, campaign_id) do update
      set events = excluded.events, learnt_at = ${now}::timestamptz
      where n.events <> excluded.events`.execute(tx)
}

/** The newest sent campaigns, or one. */
function sent(homing: Homing, workspaceId: number, campaignId: number | null) {
  const from = new Date(homing.now() - SENT_MS_MAX)
  return sql`
    select * from campaign
    where workspace_id = ${workspaceId} and sent_at is not null
      and status in ('sending', 'sent', 'removed')
      and case when ${campaignId}::integer is null then sent_at > ${from}::timestamptz
        else id = ${campaignId}::integer end
    order by sent_at desc nulls last, id desc
    limit ${CAMPAIGNS_MAX}`
}

interface SentCampaign {
  id: number
  name: string
  connection_id: number
  connector: string
  sent_at: Date
  as_of: Date | null
  event_at: Date | null
  learnt_at: Date | null
}

async function sentCampaigns(
  tx: Tx,
  homing: Homing,
  workspaceId: number,
  campaignId: number | null,
): Promise<SentCampaign[]> {
  const { rows } = await sql<SentCampaign>`
    select c.id, c.name, i.connection_id, n.connector, c.sent_at, c.as_of, w.learnt_at,
      (select max(k.last_at) from campaign_count k where k.workspace_id = c.workspace_id
        and k.campaign_id = c.id and k.kind > 0) as event_at
    from (${sent(homing, workspaceId, campaignId)}) c
    cross join lateral (
      select i.connection_id from campaign_identity i
      where i.workspace_id = c.workspace_id and i.campaign_id = c.id and i.kind = 'campaign'
      order by i.connection_id limit 1
    ) i
    join connection n on n.workspace_id = c.workspace_id and n.id = i.connection_id
    left join campaign_news w on w.workspace_id = c.workspace_id and w.campaign_id = c.id
    where n.deleted_at is null
    order by c.sent_at desc, c.id desc`.execute(tx)
  return rows
}

interface Judged {
  id: number
  age_ms: number
  esp_sent: number | null
  sent: number
  reactions: number
  earlier: { sent: number; reactions: number }[] | null
}

/**
 * The feedback of the newest campaigns beside that of the ones before them at the same connection,
 * up to the same age: sends in all, reactions (opens, clicks, bounces, opt-outs, complaints) until
 * then, by the hour.
 */
async function feedbackFacts(
  tx: Tx,
  homing: Homing,
  workspaceId: number,
  campaignId: number | null,
): Promise<Map<number, FeedbackFacts>> {
  const from = new Date(homing.now() - JUDGED_UNTIL_MS)
  // In steps that leave the database no choice: it may have no statistics (see ledger/count.ts).
  const { rows } = await sql<Judged>`
    with young as materialized (
      select c.*, i.connection_id, least(c.as_of - c.sent_at, ${ms(COMPARED_MS_MAX)}) as age
      from (${sent(homing, workspaceId, campaignId)}) c
      join campaign_identity i on i.workspace_id = c.workspace_id and i.campaign_id = c.id
        and i.kind = 'campaign'
      where c.sent_at > ${from}::timestamptz and c.as_of >= c.sent_at + ${ms(JUDGED_FROM_MS)}
      order by c.sent_at desc, c.id desc
      limit ${JUDGED_MAX}
    ),
    pair as materialized (
      select id as judged, id, sent_at, age from young
      union all
      select y.id, p.id, p.sent_at, y.age from young y
      cross join lateral (
        select p.id, p.sent_at from campaign p
        where p.workspace_id = y.workspace_id and p.sent_at < y.sent_at
          and p.status in ('sent', 'removed') and p.as_of >= p.sent_at + y.age
          and exists (select from campaign_identity i where i.workspace_id = p.workspace_id
            and i.campaign_id = p.id and i.connection_id = y.connection_id and i.kind = 'campaign')
        order by p.sent_at desc nulls last, p.id desc
        limit ${EARLIER_MAX}
      ) p
    ),
    counted as materialized (
      select pair.judged, pair.id, h.* from pair
      cross join lateral (
        select coalesce(sum(h.events) filter (where h.kind = 1), 0)::int as sent,
          coalesce(sum(h.events) filter (where h.kind <> 1), 0)::int as reactions
        from campaign_hour h
        where h.workspace_id = ${workspaceId} and h.campaign_id = pair.id
          and h.kind in (1, 3, 4, 6, 7, 8)
          and (h.kind = 1 or h.hour < pair.sent_at + pair.age)
        offset 0
      ) h
    )
    select y.id, (extract(epoch from y.age) * 1000)::float8 as age_ms,
      (y.esp_totals ->> 'sent')::int as esp_sent, own.sent, own.reactions,
      (select json_agg(json_build_object('sent', e.sent, 'reactions', e.reactions))
        from counted e where e.judged = y.id and e.id <> y.id) as earlier
    from young y join counted own on own.judged = y.id and own.id = y.id`.execute(tx)
  return new Map(
    rows.map((row) => [
      row.id,
      {
        ageMs: row.age_ms,
        sent: row.sent,
        espSent: row.esp_sent,
        reactions: row.reactions,
        earlier: row.earlier ?? [],
      },
    ]),
  )
}

function ms(duration: number) {
  return sql`make_interval(secs => ${duration / 1000}::float8)`
}
