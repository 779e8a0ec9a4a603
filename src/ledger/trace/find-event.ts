import { sql } from 'kysely'
import type { EventKind } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { notFound } from '../../platform/refused.ts'
import { kindCode, kindOf, TIME_IS_APPROXIMATE } from '../kinds.ts'
import { eventId, type EventKey } from './event-id.ts'

/** Receipts of the same stream that are looked through for the same event told again. */
const OTHERS_MAX = 10
/** Persons named who use an address; a shared one may have more. */
const PERSONS_MAX = 10

/** An event with everything the path left of it. */
export interface EventFound {
  kind: EventKind
  key: string
  occurredAt: Date
  timeIsApproximate: boolean
  addressId: number
  address: string
  /** As parseAddress names it. */
  canonical: string
  campaignId: number
  campaignName: string
  link: string | null
  detail: string | null
  /** Of a bounce: hard, soft, block, other. */
  detailClass: string | null
  /** A bounce by which the vendor says that it sends nothing there any more. */
  isSuppression: boolean
  agent: string | null
  receiptId: number
  receivedAt: Date
  settledAt: Date | null
  reader: string | null
  stream: string
  activity: string
  activityRole: string | null
  connection: { id: number; name: string }
  run: { id: number; startedFrom: string } | null
  persons: { id: number; name: string }[]
  verdict: { class: number; reason: string; ruleVersion: number } | null
  counts: Counts | null
  /** When the address became invalid, if this bounce or a later one did it. */
  bouncedAt: Date | null
  bouncedCampaignId: number | null
  isValid: boolean
  fact: { id: number; recordedAt: Date } | null
}

export interface Counts {
  sent: number
  delivered: number
  opens: number
  humanOpens: number
  clicks: number
  humanClicks: number
  forwards: number
  bounces: number
  optOuts: number
  complaints: number
  ruleVersion: number
}

/** The event of this key in the transaction's workspace. Refuses one that is not there. */
export async function findEvent(tx: Tx, of: EventKey): Promise<EventFound> {
  const { rows } = await sql<
    Omit<EventFound, 'kind' | 'timeIsApproximate'> & { kind: number; flags: number }
  >`
    select e.kind, e.flags, e.key::text, e.occurred_at as "occurredAt",
      e.address_id as "addressId", a.address,
      case a.kind when 'fax' then 'fax:' else '' end || a.canonical as canonical,
      e.campaign_id as "campaignId",
      coalesce(c.name, '') as "campaignName", l.url as link,
      d.value || coalesce(' ' || nullif(d.note, ''), '') as detail,
      nullif(d.class, '') as "detailClass", coalesce(d.suppresses, false) as "isSuppression",
      g.value as agent, e.receipt_id as "receiptId", r.received_at as "receivedAt",
      r.settled_at as "settledAt", r.reader, r.stream, r.activity, i.role as "activityRole",
      jsonb_build_object('id', n.id, 'name', n.name) as connection,
      case when u.id is not null then jsonb_build_object('id', u.id,
        'startedFrom', u.started_from) end as run,
      coalesce(p.persons, '[]') as persons,
      case when v.key is not null then jsonb_build_object('class', v.class, 'reason', v.reason,
        'ruleVersion', v.rule_version) end as verdict,
      case when k.address_id is not null then jsonb_build_object('sent', k.sent,
        'delivered', k.delivered, 'opens', k.opens, 'humanOpens', k.human_opens,
        'clicks', k.clicks, 'humanClicks', k.human_clicks, 'forwards', k.forwards,
        'bounces', k.bounces, 'optOuts', k.opt_outs, 'complaints', k.complaints,
        'ruleVersion', k.rule_version) end as counts,
      a.bounced_at as "bouncedAt", a.bounced_campaign_id as "bouncedCampaignId",
      a.is_valid as "isValid", f.fact
    from event e
    join address a on a.workspace_id = e.workspace_id and a.id = e.address_id
    left join campaign c on c.workspace_id = e.workspace_id and c.id = e.campaign_id
    left join receipt r on r.workspace_id = e.workspace_id and r.id = e.receipt_id
    left join connection n on n.workspace_id = e.workspace_id and n.id = r.connection_id
    left join run u on u.workspace_id = e.workspace_id and u.id = r.run_id
    left join campaign_identity i on i.workspace_id = e.workspace_id
      and i.connection_id = r.connection_id and i.kind = 'activity' and i.external_id = r.activity
    left join link l on l.workspace_id = e.workspace_id and l.id = e.link_id
    left join detail d on d.workspace_id = e.workspace_id and d.id = e.detail_id
    left join detail g on g.workspace_id = e.workspace_id and g.id = e.agent_id
    left join verdict v on v.workspace_id = e.workspace_id and v.address_id = e.address_id
      and v.occurred_at = e.occurred_at and v.key = e.key
    left join recipient k on k.workspace_id = e.workspace_id and k.campaign_id = e.campaign_id
      and k.address_id = e.address_id
    left join lateral (
      select jsonb_agg(jsonb_build_object('id', x.id, 'name', x.name)) as persons
      from (
        select p.id, p.name from person_address pa join person p on p.id = pa.person_id
        where pa.workspace_id = e.workspace_id and pa.address_id = e.address_id
        order by pa.ended_at is null desc, pa.is_primary desc, p.id limit ${PERSONS_MAX}
      ) x
    ) p on true
    left join lateral (
      select jsonb_build_object('id', id, 'recordedAt', recorded_at) as fact
      from consent_fact
      where workspace_id = e.workspace_id and natural_key = 'event:' || e.address_id || ':'
        || (extract(epoch from e.occurred_at) * 1000)::bigint || ':' || e.key
    ) f on true
    where e.workspace_id = (select homing_workspace()) and e.address_id = ${of.addressId}
      and e.occurred_at = timestamptz 'epoch' + ${of.micros}::bigint * interval '1 microsecond'
      and e.key = ${of.key}::bigint`.execute(tx)
  const row = rows[0]
  if (row === undefined) throw notFound('event', eventId(of))
  const { kind, flags, fact, ...event } = row
  return {
    ...event,
    kind: kindOf(kind),
    timeIsApproximate: (flags & TIME_IS_APPROXIMATE) !== 0,
    fact: fact && { id: fact.id, recordedAt: new Date(fact.recordedAt) },
  }
}

/** The newest other receipts that may tell the same event. */
export async function otherReceipts(tx: Tx, event: EventFound): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from receipt
    where workspace_id = (select homing_workspace()) and connection_id = ${event.connection.id}
      and stream = ${event.stream} and activity = ${event.activity}
      and event_kind = ${kindCode(event.kind)} and id <> ${event.receiptId}
    order by id desc limit ${OTHERS_MAX}`.execute(tx)
  return rows.map((row) => row.id)
}
