import { sql, type RawBuilder } from 'kysely'
import { kindCode } from './kinds.ts'
import type { Audience, FigureName } from './figures.ts'
import { LOGS } from './log.ts'

/** From when until when something happened; null: open. Epoch milliseconds; until is not in it. */
export interface Span {
  from: number | null
  until: number | null
}

export interface WhoAsk {
  workspaceId: number
  audience: Audience
  /** Empty: of any campaign. */
  campaignIds: readonly number[]
  span: Span
}

/**
 * The addresses in the logs of these campaigns, those something happened at in the span of time:
 * without a span exactly the rows of the logs. Somebody may be in it twice. A campaign whose whole
 * log lies in the span is read from its recipients, of any other the events in the span.
 */
export function addressesInLogs(figure: FigureName, ask: WhoAsk): RawBuilder<unknown> {
  const log = LOGS[figure]
  const isHuman = ask.audience === 'human' && log.human !== undefined
  const kind = kindOfFigure(figure)
  const ofLog = sql`
    select r.address_id from recipient r
    where r.workspace_id = ${ask.workspaceId} and ${sql.raw(log.holds)}
      ${isHuman ? sql`and ${sql.raw(log.human!)} > 0` : sql``}`
  // Whoever has such an event is in its log; but that of the delivered leaves out who bounced.
  const inLog = sql`join recipient r on r.workspace_id = e.workspace_id
    and r.campaign_id = e.campaign_id and r.address_id = e.address_id and ${sql.raw(log.holds)}`
  return inSpan(ask, kind, {
    whole: ofLog,
    events: sql`
      select e.address_id from event e ${figure === 'delivered' ? inLog : sql``}
      where e.workspace_id = ${ask.workspaceId} and e.kind = ${kind}
        ${isHuman ? unjudged() : sql``}`,
  })
}

/**
 * The addresses that clicked one of these links (a select of ids), in the span of time. Somebody
 * may be in it twice.
 */
export function addressesThatClicked(links: RawBuilder<unknown>, ask: WhoAsk): RawBuilder<unknown> {
  const isHuman = ask.audience === 'human'
  const kind = kindCode('click')
  return inSpan(ask, kind, {
    whole: sql`
      select r.address_id from recipient_link r
      where r.workspace_id = ${ask.workspaceId} and r.link_id in (${links})
        ${isHuman ? sql`and r.human_clicks > 0` : sql``}`,
    events: sql`
      select e.address_id from event e
      where e.workspace_id = ${ask.workspaceId} and e.kind = ${kind} and e.link_id in (${links})
        ${isHuman ? unjudged() : sql``}`,
  })
}

/** The kind of event whose times a log shows. */
function kindOfFigure(figure: FigureName): number {
  const kinds = {
    sent: 'sent',
    delivered: 'sent',
    opens: 'open',
    clicks: 'click',
    forwards: 'forward',
    bounces: 'bounce',
    optOuts: 'opt_out',
    complaints: 'complaint',
  } as const
  return kindCode(kinds[figure])
}

/**
 * What is asked of these campaigns in the span: rows r of those that have all their events of the
 * kind in it (whole), and events e of those that have some in it and some out of it. Both are
 * selects that more conditions can be added to.
 */
function inSpan(
  { workspaceId, campaignIds, span: { from, until } }: WhoAsk,
  kind: number,
  { whole, events }: { whole: RawBuilder<unknown>; events: RawBuilder<unknown> },
): RawBuilder<unknown> {
  const named = (id: RawBuilder<unknown>) =>
    campaignIds.length === 0 ? sql`` : sql`and ${id} = any(${[...campaignIds]}::integer[])`
  if (from === null && until === null) return sql`${whole} ${named(sql`r.campaign_id`)}`
  const isIn = (first: RawBuilder<unknown>, last: RawBuilder<unknown>) => sql`(true
    ${from === null ? sql`` : sql`and ${first} >= ${moment(from)}`}
    ${until === null ? sql`` : sql`and ${last} < ${moment(until)}`})`
  const campaigns = sql`select k.campaign_id from campaign_count k
    where k.workspace_id = ${workspaceId} and k.kind = ${kind} ${named(sql`k.campaign_id`)}`
  const isWhole = isIn(sql`k.first_at`, sql`k.last_at`)
  // As an array: where few are so, their events are found by the index that begins with them.
  return sql`
    ${whole} and r.campaign_id in (${campaigns} and ${isWhole})
    union all
    ${events} and ${isIn(sql`e.occurred_at`, sql`e.occurred_at`)}
      and e.campaign_id = any(array(
        ${campaigns} and ${isIn(sql`k.last_at`, sql`k.first_at`)} and not ${isWhole}))`
}

function unjudged(): RawBuilder<unknown> {
  return sql`and not exists (select from verdict v where v.workspace_id = e.workspace_id
    and v.address_id = e.address_id and v.occurred_at = e.occurred_at and v.key = e.key)`
}

function moment(ms: number): RawBuilder<unknown> {
  return sql`to_timestamp(${ms}::double precision / 1000.0)`
}
