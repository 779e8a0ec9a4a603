import { sql } from 'kysely'
import { connectorOf, findConnection, type Place } from '../../connections/index.ts'
import {
  ACTIVITY_KINDS,
  type ActivityKind,
  RAISED_KINDS,
  type RaisedKind,
} from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { isDue } from './due.ts'

type Who = 'you' | 'vendor' | 'homing'

/** What a CRM is told of activities, as screens, API and CLI show it. Times are ISO 8601. */
export interface ActivitiesTold {
  /** False: its connector cannot be told, and nothing of this is there. */
  canBeTold: boolean
  isOn: boolean
  /** Campaigns sent before are not told. */
  since: string | null
  /** word: the CRM's own; null: it has no place for that kind. */
  kinds: { kind: ActivityKind | RaisedKind; word: string | null; isOn: boolean }[]
  /** How the CRM behaves, for people. */
  rules: string[]
  /** Recipients of campaigns, by how they stand. */
  told: number
  waiting: number
  failed: number
  /** Campaigns it was told of, and those it could not be told of. */
  campaigns: number
  campaignsFailed: number
  lastToldAt: string | null
  /** Something is to be compared or told by now. */
  isDue: boolean
  /** Nothing is told before, and why. */
  pausedUntil: string | null
  fault: string
  faultWho: Who | null
}

/** How far a connection’s CRM has been told what targets did. Changes nothing. */
export async function showActivities(tx: Tx, homing: Homing, at: Place): Promise<ActivitiesTold> {
  const connection = await findConnection(tx, at.connectionId)
  const { activities } = connectorOf(homing, connection.connector)
  const { rows } = await sql<Standing>`
    select l.is_on as "isOn", l.since, l.off_kinds as off, l.paused_until as "pausedUntil",
      l.fault, l.fault_who as "faultWho", c.told, c.waiting, c.failed, c.last as "lastToldAt",
      c.campaigns, c."campaignsFailed"
    from activity_lane l
    cross join lateral (
      select coalesce(sum(done_count), 0)::integer as told,
        coalesce(sum(waiting_count), 0)::integer as waiting,
        coalesce(sum(failed_count), 0)::integer as failed, max(last_told_at) as last,
        count(*) filter (where status = 'open')::integer as campaigns,
        count(*) filter (where status = 'failed')::integer as "campaignsFailed"
      from told_campaign
      where workspace_id = l.workspace_id and connection_id = l.connection_id
    ) c
    where l.workspace_id = ${at.workspaceId}
      and l.connection_id = ${at.connectionId}`.execute(tx)
  const standing = rows[0] ?? NOTHING
  const { off, since, pausedUntil, fault, faultWho, lastToldAt, ...counts } = standing
  const raised = activities?.raised
  // A CRM that keeps no such records is not asked about them.
  const raisable = raised === undefined ? [] : RAISED_KINDS
  const raisedRule = raised === undefined ? [] : [raised.rule]
  const isPaused = pausedUntil !== null && pausedUntil.getTime() > homing.now()
  return {
    ...counts,
    canBeTold: activities !== undefined,
    since: since?.toISOString() ?? null,
    kinds: [...kindsOf(ACTIVITY_KINDS, activities?.kinds), ...kindsOf(raisable, raised?.kinds)].map(
      (one) => ({ ...one, isOn: !off.includes(one.kind) }),
    ),
    rules: activities === undefined ? [] : [...Object.values(activities.rules), ...raisedRule],
    lastToldAt: lastToldAt?.toISOString() ?? null,
    isDue: await isDue(tx, at, homing.now()),
    pausedUntil: isPaused ? pausedUntil.toISOString() : null,
    fault: isPaused ? fault : '',
    faultWho: isPaused ? faultWho : null,
  }
}

function kindsOf<Kind extends string>(
  kinds: readonly Kind[],
  words: Readonly<Partial<Record<Kind, string>>> | undefined,
) {
  return kinds.map((kind) => ({ kind, word: words?.[kind] ?? null }))
}

interface Standing {
  isOn: boolean
  since: Date | null
  off: string[]
  pausedUntil: Date | null
  fault: string
  faultWho: Who | null
  told: number
  waiting: number
  failed: number
  lastToldAt: Date | null
  campaigns: number
  campaignsFailed: number
}

const NOTHING: Standing = {
  isOn: false,
  since: null,
  off: [],
  pausedUntil: null,
  fault: '',
  faultWho: null,
  told: 0,
  waiting: 0,
  failed: 0,
  lastToldAt: null,
  campaigns: 0,
  campaignsFailed: 0,
}

/** How a campaign stands with a CRM: told + waiting + failed + unknown = its recipients. */
export interface CampaignTold {
  campaignId: number
  name: string
  sentAt: string
  status: 'waiting' | 'open' | 'failed'
  outcome: string
  whoMustAct: Who | null
  /** The CRM's own id of it; empty where it has none. */
  remoteId: string
  openedAt: string | null
  /** It is one of the CRM's own, which a person chose, with the name it had then. */
  isLinked: boolean
  linkName: string
  recipients: number
  told: number
  waiting: number
  failed: number
  /** Recipients of whom it has no record, or of whom nothing is told. */
  unknown: number
}

export interface PageOf {
  after?: string | undefined
  limit: number
}

/** The campaigns a CRM is told of, newest first. */
export async function campaignsTold(
  tx: Tx,
  at: Place,
  { after, limit }: PageOf,
): Promise<{ items: CampaignTold[]; next: string | null }> {
  await findConnection(tx, at.connectionId)
  const { rows } = await sql<Omit<CampaignTold, 'unknown'> & { place: string }>`
    select t.campaign_id as "campaignId", c.name, ${iso('c.sent_at')} as "sentAt", t.status,
      t.outcome, t.who_must_act as "whoMustAct", coalesce(t.external_id, '') as "remoteId",
      ${iso('t.opened_at')} as "openedAt", t.is_linked as "isLinked", t.link_name as "linkName",
      n.recipients, t.done_count as told, t.waiting_count as waiting, t.failed_count as failed,
      extract(epoch from c.sent_at)::text || ',' || c.id as place
    from told_campaign t
    join campaign c on c.workspace_id = t.workspace_id and c.id = t.campaign_id
    cross join lateral (
      select coalesce(sum(events), 0)::bigint as events,
        coalesce(sum(human_events), 0)::bigint as human
      from campaign_count where workspace_id = t.workspace_id and campaign_id = t.campaign_id
        and kind > 0
    ) e
    cross join lateral (select case
      -- Nothing has come since they were walked through.
      when t.looking_after is null and t.looked_events = e.events and t.looked_human = e.human
        and t.looked_recipients > 0 then t.looked_recipients
      else (select count(*) from recipient
        where workspace_id = t.workspace_id and campaign_id = t.campaign_id)::integer
      end as recipients) n
    where t.workspace_id = ${at.workspaceId} and t.connection_id = ${at.connectionId}
      and t.looked_events is not null and ${after === undefined ? sql`true` : isBehind(after)}
    order by c.sent_at desc, c.id desc limit ${limit + 1}`.execute(tx)
  const items = rows.slice(0, limit).map(({ place: _, ...row }) => {
    const { recipients, told, waiting, failed } = row
    return { ...row, unknown: recipients - told - waiting - failed }
  })
  return { items, next: rows.length > limit ? rows[limit - 1]!.place : null }
}

function isBehind(after: string) {
  const [seconds, id] = after.split(',').map(Number)
  const isPlace = Number.isFinite(seconds) && Number.isSafeInteger(id)
  return isPlace
    ? sql`(c.sent_at, c.id) < (to_timestamp(${seconds}::numeric), ${id}::integer)`
    : sql`false`
}

/** ISO 8601 in UTC, or null. */
export function iso(column: string) {
  return sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
