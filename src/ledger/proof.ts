import { sql, type RawBuilder } from 'kysely'
import { EVENT_KINDS, type EventKind } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { DELIVERED_SQL } from './tally.ts'

/** Where kept counts are not what the ledger says. */
export interface Mismatch {
  /** recipients against events, counts against recipients, hours against counts. */
  place: 'recipients' | 'counts' | 'hours'
  kind: EventKind | 'reached'
  /** What follows from the ledger, and what is kept. */
  ledger: number
  kept: number
}

export interface Proof {
  /** Recipients that were read again from their events. */
  recipientsRead: number
  recipients: number
  /** Empty: everything kept follows from the ledger. */
  mismatches: Mismatch[]
}

/** One of so many equal parts of the recipients; { of: 1, part: 0 } is all of them. */
export interface Sample {
  of: number
  part: number
}

/**
 * Proves the kept counts of a campaign against its events, without a line in common with the code
 * that counts. Nothing is changed. The campaign is held meanwhile, so that no batch comes between.
 */
export async function proveCampaign(
  tx: Tx,
  campaignId: number,
  sample: Sample = { of: 1, part: 0 },
): Promise<Proof> {
  await sql`select from campaign where id = ${campaignId} for share`.execute(tx)
  const { rows } = await sql<{ all: number; read: number }>`
    select count(*)::integer as all,
      count(*) filter (where ${isIn(sample, 'address_id')})::integer as read
    from recipient
    where workspace_id = (select homing_workspace()) and campaign_id = ${campaignId}`.execute(tx)
  return {
    recipientsRead: rows[0]!.read,
    recipients: rows[0]!.all,
    mismatches: [
      ...(await recipientsAgainstEvents(tx, campaignId, sample)),
      ...(await countsAgainstRecipients(tx, campaignId)),
      ...(await hoursAgainstCounts(tx, campaignId)),
    ],
  }
}

async function recipientsAgainstEvents(tx: Tx, campaignId: number, sample: Sample) {
  const { rows } = await sql<MismatchRow>`
    with told as (
      select e.address_id, e.kind, count(*)::integer as events,
        count(*) filter (where v.key is null)::integer as human
      from ${eventsOf(campaignId, sample)} e
      left join verdict v on v.workspace_id = e.workspace_id and v.address_id = e.address_id
        and v.occurred_at = e.occurred_at and v.key = e.key
      group by e.address_id, e.kind
    ),
    kept as (
      select r.address_id, k.kind, k.events, k.human
      from recipient r cross join lateral (values ${perKind}) as k (kind, events, human)
      where r.workspace_id = (select homing_workspace()) and r.campaign_id = ${campaignId}
        and ${isIn(sample, 'r.address_id')} and k.events <> 0
    )
    select kind, coalesce(sum(told.events), 0)::integer as ledger,
      coalesce(sum(kept.events), 0)::integer as kept
    from told full join kept using (address_id, kind)
    where (told.events, told.human) is distinct from (kept.events, kept.human)
    group by kind order by kind`.execute(tx)
  return rows.map((row) => mismatch('recipients', row))
}

async function countsAgainstRecipients(tx: Tx, campaignId: number) {
  const { rows } = await sql<MismatchRow>`
    with summed as (
      select k.kind, count(*)::integer as people, sum(k.events) as events,
        count(*) filter (where k.human > 0)::integer as human_people, sum(k.human) as human_events
      from recipient r cross join lateral (
        values (0, (${sql.raw(DELIVERED_SQL)})::integer, (${sql.raw(DELIVERED_SQL)})::integer),
          ${perKind}) as k (kind, events, human)
      where r.workspace_id = (select homing_workspace()) and r.campaign_id = ${campaignId}
        and k.events <> 0
      group by k.kind
    )
    select kind, coalesce(s.people, 0)::integer as ledger, coalesce(c.people, 0)::integer as kept
    from summed s full join (
      select * from campaign_count
      where workspace_id = (select homing_workspace()) and campaign_id = ${campaignId}
        and events <> 0
    ) c using (kind)
    where (s.people, s.events, s.human_people, s.human_events)
      is distinct from (c.people, c.events, c.human_people, c.human_events)
    order by kind`.execute(tx)
  return rows.map((row) => mismatch('counts', row))
}

async function hoursAgainstCounts(tx: Tx, campaignId: number) {
  const { rows } = await sql<MismatchRow>`
    select kind, coalesce(c.events, 0)::integer as ledger, coalesce(h.events, 0)::integer as kept
    from (
      select kind, events from campaign_count
      where workspace_id = (select homing_workspace()) and campaign_id = ${campaignId}
        and kind > 0 and events <> 0
    ) c full join (
      select kind, sum(events) as events from campaign_hour
      where workspace_id = (select homing_workspace()) and campaign_id = ${campaignId}
      group by kind
    ) h using (kind)
    where c.events is distinct from h.events
    order by kind`.execute(tx)
  return rows.map((row) => mismatch('hours', row))
}

/** All events of a campaign by its own index; those of a sample by each address's timeline. */
function eventsOf(campaignId: number, sample: Sample): RawBuilder<unknown> {
  if (sample.of === 1) {
    return sql`(select * from event
      where workspace_id = (select homing_workspace()) and campaign_id = ${campaignId})`
  }
  return sql`(
    select e.* from recipient r cross join lateral (
      select * from event e
      where e.workspace_id = r.workspace_id and e.address_id = r.address_id
        -- The sum keeps the index of a whole campaign's events out of this.
        and e.campaign_id + 0 = r.campaign_id
      offset 0
    ) e
    where r.workspace_id = (select homing_workspace()) and r.campaign_id = ${campaignId}
      and ${isIn(sample, 'r.address_id')})`
}

function isIn({ of, part }: Sample, column: string): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(column)} % ${sql.lit(of)} = ${sql.lit(part)}`
}

/** A recipient's columns as rows (kind, events, those by people). */
const perKind = sql.raw(`(1, r.sent, r.sent), (2, r.delivered, r.delivered),
  (3, r.opens, r.human_opens), (4, r.clicks, r.human_clicks), (5, r.forwards, r.forwards),
  (6, r.bounces, r.bounces), (7, r.opt_outs, r.opt_outs), (8, r.complaints, r.complaints)`)

interface MismatchRow {
  kind: number
  ledger: number
  kept: number
}

function mismatch(place: Mismatch['place'], { kind, ledger, kept }: MismatchRow): Mismatch {
  return { place, kind: kind === 0 ? 'reached' : EVENT_KINDS[kind - 1]!, ledger, kept }
}
