import { sql } from 'kysely'
import type { Place } from '../../connections/index.ts'
import type { ActivityKind } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { CODES } from './kinds.ts'
import { notes } from './note.ts'

/** Recipients of one comparison at most; the next goes on behind them. */
const RECIPIENTS_MAX = 20_000
/** Whom people here made known to the CRM, by a merge, is noticed by a comparison once a day. */
const LOOK_AGAIN_HOURS = 24

/** A comparison that is to be made, or to be gone on with. */
export interface Look {
  campaignId: number
  /** Behind which address it goes on; null: it is to begin. */
  after: number | null
  /** What has been counted by now. */
  events: string
  human: string
  /** Of which choice of a campaign there (told_campaign.turn). */
  turn: number
}

/**
 * The newest campaign whose recipients have done more than they were last compared for, and where
 * its comparison stands; null where there is none. Removed campaigns were sent all the same.
 */
export async function nextLook(tx: Tx, at: Place, now: number): Promise<Look | null> {
  const { rows } = await sql<Look>`
    select c.id as "campaignId", t.looking_after as after, n.events, n.human,
      coalesce(t.turn, 0) as turn
    from activity_lane l
    join campaign c on c.workspace_id = l.workspace_id and c.sent_at >= l.since
      and c.status in ('sending', 'sent', 'removed')
    left join told_campaign t on t.workspace_id = c.workspace_id
      and t.connection_id = l.connection_id and t.campaign_id = c.id
    cross join lateral (
      select coalesce(sum(events), 0)::bigint as events,
        coalesce(sum(human_events), 0)::bigint as human
      from campaign_count k where k.workspace_id = c.workspace_id and k.campaign_id = c.id
        and k.kind > 0
    ) n
    where l.workspace_id = ${at.workspaceId} and l.connection_id = ${at.connectionId} and l.is_on
      and n.events > 0
      and (t.campaign_id is null or t.looking_after is not null
        or t.looked_events is distinct from n.events or t.looked_human is distinct from n.human
        or t.looked_at is null or t.looked_at <= ${new Date(now)}::timestamptz
          - make_interval(hours => ${LOOK_AGAIN_HOURS}))
    order by c.sent_at desc, c.id desc
    limit 1`.execute(tx)
  return rows[0] ?? null
}

type Of = Place & { campaignId: number }

/** What comes while the recipients are walked through asks for another comparison. */
export async function beginLook(tx: Tx, of: Of, { events, human }: Look): Promise<void> {
  await sql`
    insert into told_campaign as t (workspace_id, connection_id, campaign_id, looked_events,
      looked_human, looking_after)
    values (${of.workspaceId}, ${of.connectionId}, ${of.campaignId}, ${events}, ${human}, 0)
    on conflict (workspace_id, connection_id, campaign_id) do update set looking_after = 0,
      looked_recipients = 0, looked_events = excluded.looked_events,
      looked_human = excluded.looked_human`.execute(tx)
}

/**
 * Compares the next part of a campaign's recipients with what the CRM was told of them, and notes
 * what it is to be told. Targets are written before their campaign, as everywhere.
 */
export async function look(
  tx: Tx,
  of: Of,
  at: { after: number; kinds: readonly ActivityKind[]; now: number; turn: number },
): Promise<void> {
  const { rows } = await sql<{ count: number; last: number | null }>`
    with part as materialized (
      select r.* from recipient r
      where r.workspace_id = ${of.workspaceId} and r.campaign_id = ${of.campaignId}
        and r.address_id > ${at.after}
      order by r.address_id limit ${RECIPIENTS_MAX}
    ), ${notes(of, at.kinds)}
    select count(*)::integer as count, max(address_id) as last from part`.execute(tx)
  const { count, last } = rows[0]!
  if (count === RECIPIENTS_MAX) return goOn(tx, of, { after: last!, count, turn: at.turn })
  await end(tx, of, { ...at, count })
}

interface Walked {
  count: number
  turn: number
}

async function goOn(tx: Tx, of: Of, { after, count, turn }: Walked & { after: number }) {
  await sql`
    update told_campaign set looking_after = ${after},
      looked_recipients = looked_recipients + ${count}
    where ${isOf(of)} and turn = ${turn}`.execute(tx)
}

/** Whom nothing is to be told of in the campaign that was chosen since is a target no more. */
async function end(tx: Tx, of: Of, { now, count, turn }: Walked & { now: number }): Promise<void> {
  if (turn > 0) {
    await sql`delete from told_recipient where ${isOf(of)} and turn < ${turn}`.execute(tx)
  }
  await sql`
    update told_campaign set looking_after = null, looked_at = ${new Date(now)},
      looked_recipients = looked_recipients + ${count},
      totals = (
        select array_agg(case when k.kind in (3, 4) then coalesce(n.human_people, 0)
          else coalesce(n.people, 0) end order by k.place)
        from unnest(${sql.val(CODES)}::integer[]) with ordinality as k (kind, place)
        left join campaign_count n on n.workspace_id = ${of.workspaceId}
          and n.campaign_id = ${of.campaignId} and n.kind = k.kind)
    where ${isOf(of)} and turn = ${turn}`.execute(tx)
}

/** The row of told_campaign. */
export function isOf(of: Of) {
  return sql`workspace_id = ${of.workspaceId} and connection_id = ${of.connectionId}
    and campaign_id = ${of.campaignId}`
}
