import { sql } from 'kysely'
import type { Place } from '../../connections/index.ts'
import {
  ACTIVITY_KINDS,
  type ActivityKind,
  type ToldActivity,
  type ToldTarget,
} from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { isOf, nextLook } from './compare.ts'
import { CODES } from './kinds.ts'
import { markOf } from './marks.ts'
import { hasNewcomers } from './newcomers.ts'

/** A campaign of which the CRM is to be told something now. */
export interface DueCampaign {
  campaignId: number
  markSpace: string
  externalId: string | null
  /** externalId is a campaign of the CRM's own, which a person chose. */
  isLinked: boolean
  /** Which choice of a campaign there it is (told_campaign.turn). */
  turn: number
  status: 'waiting' | 'open' | 'failed'
  /** It was opened there, and has been renamed here since. */
  isRenamed: boolean
  tries: number
  name: string
  subject: string
  sentAt: Date
  totals: number[] | null
  toldTotals: number[] | null
}

/** What Homing calls a campaign is told; the name of one of the CRM's own is the CRM's. */
const IS_RENAMED = sql`(t.status = 'open' and not t.is_linked
  and (t.told_name, t.told_subject) is distinct from (c.name, c.subject))`

/**
 * The newest campaign with something due: it is not open yet, its targets or totals wait, or it was
 * renamed. Before its sending began, and it was compared, nothing is told of it.
 */
export async function nextCampaign(tx: Tx, at: Place, now: number): Promise<DueCampaign | null> {
  const { rows } = await sql<DueCampaign>`
    select t.campaign_id as "campaignId", l.mark_space as "markSpace",
      t.external_id as "externalId", t.is_linked as "isLinked", t.turn, t.status, t.tries,
      c.name, c.subject, c.sent_at as "sentAt", ${IS_RENAMED} as "isRenamed",
      t.totals, t.told_totals as "toldTotals"
    from activity_lane l
    join told_campaign t on t.workspace_id = l.workspace_id
      and t.connection_id = l.connection_id
    join campaign c on c.workspace_id = t.workspace_id and c.id = t.campaign_id
    where l.workspace_id = ${at.workspaceId} and l.connection_id = ${at.connectionId} and l.is_on
      and t.status <> 'failed' and t.next_try_at <= ${new Date(now)}
      and t.looked_events is not null
      and (t.status = 'waiting' or t.totals is distinct from t.told_totals or ${IS_RENAMED}
        or exists (
        select from told_recipient r where r.workspace_id = t.workspace_id
          and r.connection_id = t.connection_id and r.campaign_id = t.campaign_id
          and r.turn = t.turn and r.status = 'waiting' and r.next_try_at <= ${new Date(now)}))
    order by c.sent_at desc, c.id desc limit 1`.execute(tx)
  return rows[0] ?? null
}

/** Whether anything is to be compared or told on a lane by now. */
export async function isDue(tx: Tx, at: Place, now: number): Promise<boolean> {
  if ((await nextCampaign(tx, at, now)) !== null) return true
  return (await nextLook(tx, at, now)) !== null || (await hasNewcomers(tx, at))
}

/** A target that is due, with how often each kind happened by then. */
export interface DueTarget extends ToldTarget {
  addressId: number
  wanted: number[]
  tries: number
}

type Of = Place & Pick<DueCampaign, 'campaignId' | 'markSpace' | 'turn'> & { link: string | null }

/**
 * The next targets of a campaign, and what each did as the ledger has it. From now on something of
 * them may be there. A record that the CRM no longer has is told of all the same: it says so.
 * Nothing here is left to be joined: of tables that were just filled there are no statistics,
 * and each of tens of thousands was held against each.
 */
export async function takeTargets(
  tx: Tx,
  of: Of,
  { max, now }: { max: number; now: number },
): Promise<DueTarget[]> {
  const { rows } = await sql<Due>`
    with due as materialized (
      select ctid, address_id, begun_at from told_recipient
      where ${isOf(of)} and turn = ${of.turn} and status = 'waiting'
        and next_try_at <= ${new Date(now)}
        and exists (select from told_campaign where ${isOf(of)} and turn = ${of.turn})
      order by next_try_at, address_id limit ${max}
    ), begun as (
      update told_recipient t set begun_at = coalesce(t.begun_at, ${new Date(now)})
      where t.ctid = any(array(select ctid from due))
        and t.workspace_id = ${of.workspaceId} and t.connection_id = ${of.connectionId}
      returning t.*
    )
    select b.address_id as "addressId", b.module, b.record_id as "recordId", b.wanted, b.told,
      b.address_id in (select address_id from due where begun_at is not null) as "wasTold",
      b.tries, a.address
    from begun b cross join lateral (select address from address
      where workspace_id = b.workspace_id and id = b.address_id offset 0) a
    order by b.address_id`.execute(tx)
  const happened = await happeningsOf(
    tx,
    of,
    rows.map((row) => row.addressId),
  )
  return rows.map(({ told, ...row }) => {
    // In each campaign of the CRM's own an entry is another; chosen again, it is found again.
    const within = of.link === null ? [] : [`in ${of.link}`]
    const mark = (...name: string[]) =>
      markOf(of.markSpace, of.campaignId, ...within, row.addressId, ...name)
    const activities = ACTIVITY_KINDS.flatMap((kind, place): ToldActivity[] => {
      const found = happened.get(`${row.addressId} ${kind}`)
      const count = row.wanted[place]!
      if (found === undefined || count === 0) return []
      return [{ ...found, kind, mark: mark(kind), count, told: told[place]! }]
    })
    return { ...row, mark: mark(), activities }
  })
}

interface Due {
  addressId: number
  module: string
  recordId: string
  wanted: number[]
  told: number[]
  wasTold: boolean
  tries: number
  address: string
}

type Happened = Omit<ToldActivity, 'kind' | 'mark' | 'count' | 'told'>

/** When each kind happened to each address, first and last, and what the last one said. */
async function happeningsOf(
  tx: Tx,
  of: Place & { campaignId: number },
  addressIds: readonly number[],
): Promise<Map<string, Happened>> {
  const { rows } = await sql<Happening>`
    select h.address_id as "addressId", h.code, h.first as "firstAt", h.last as "lastAt",
      case when h.code = 6 then d.value end as word, d.class,
      case when h.code = 7 then nullif(d.value, '') end as reason, k.url as link
    from (
      select e.address_id, e.kind as code, min(e.occurred_at) as first,
        max(e.occurred_at) as last,
        (array_agg(e.detail_id order by e.occurred_at desc, e.key desc))[1] as detail_id,
        (array_agg(e.link_id order by e.occurred_at desc, e.key desc))[1] as link_id
      from event e
      left join verdict v on v.workspace_id = e.workspace_id and v.address_id = e.address_id
        and v.occurred_at = e.occurred_at and v.key = e.key
      where e.workspace_id = ${of.workspaceId} and e.campaign_id = ${of.campaignId}
        and e.address_id = any (${addressIds}::integer[])
        and e.kind = any (${CODES}::integer[])
        and (e.kind not in (3, 4) or v.key is null)
      group by e.address_id, e.kind
    ) h
    left join detail d on d.workspace_id = ${of.workspaceId} and d.id = h.detail_id
    left join link k on k.workspace_id = ${of.workspaceId} and k.id = h.link_id
      and h.code = 4`.execute(tx)
  return new Map(
    rows.map((row) => [`${row.addressId} ${ACTIVITY_KINDS[CODES.indexOf(row.code)]!}`, told(row)]),
  )
}

interface Happening {
  addressId: number
  code: number
  firstAt: Date
  lastAt: Date
  word: string | null
  class: NonNullable<ToldActivity['bounce']>['class'] | '' | null
  reason: string | null
  link: string | null
}

function told({ firstAt, lastAt, word, class: kind, reason, link }: Happening): Happened {
  return {
    firstAt: firstAt.getTime(),
    lastAt: lastAt.getTime(),
    ...(word !== null && { bounce: { class: kind || 'other', code: word } }),
    ...(reason !== null && { reason }),
    ...(link !== null && { link }),
  }
}

/** Totals by kind, from the array that is kept of them. */
export function totalsIn(counts: readonly number[]): Record<ActivityKind, number> {
  const pairs = ACTIVITY_KINDS.map((kind, place) => [kind, counts[place] ?? 0] as const)
  return Object.fromEntries(pairs) as Record<ActivityKind, number>
}
