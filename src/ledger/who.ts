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
 * without a span exactly the rows of the logs. Read from the recipients; the events are looked up
 * only for who has some on both sides of an end of the span.
 */
export function addressesInLogs(figure: FigureName, ask: WhoAsk): RawBuilder<unknown> {
  const log = LOGS[figure]
  const isHuman = ask.audience === 'human' && log.human !== undefined
  const raw = (text: string) => sql.raw(text)
  const happened: Happened = {
    kind: kindOfFigure(figure),
    first: raw(log.first),
    last: raw(log.last),
    human: isHuman ? raw(log.human!) : null,
    count: raw(log.count),
    isThisLink: sql`true`,
  }
  return sql`
    select r.address_id from recipient r
    where r.workspace_id = ${ask.workspaceId} and ${ofCampaigns(ask, happened.kind)}
      and ${raw(log.holds)} ${within(ask.span, happened)}`
}

/** The addresses that clicked one of these links (a select of ids), in the span of time. */
export function addressesThatClicked(links: RawBuilder<unknown>, ask: WhoAsk): RawBuilder<unknown> {
  const happened: Happened = {
    kind: kindCode('click'),
    first: sql`r.first_at`,
    last: sql`r.last_at`,
    human: ask.audience === 'human' ? sql`r.human_clicks` : null,
    count: sql`r.clicks`,
    isThisLink: sql`e.link_id = r.link_id`,
  }
  return sql`
    select r.address_id from recipient_link r
    where r.workspace_id = ${ask.workspaceId} and ${ofCampaigns(ask, happened.kind)}
      and r.link_id in (${links}) ${within(ask.span, happened)}`
}

interface Happened {
  kind: number
  first: RawBuilder<unknown>
  last: RawBuilder<unknown>
  /** How many of them people made; null where that is not asked. */
  human: RawBuilder<unknown> | null
  count: RawBuilder<unknown>
  isThisLink: RawBuilder<unknown>
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

/** The keys begin with the campaign: of any campaign means of those with such events then. */
function ofCampaigns({ workspaceId, campaignIds, span }: WhoAsk, kind: number) {
  if (campaignIds.length > 0) return sql`r.campaign_id = any(${[...campaignIds]}::integer[])`
  const { from, until } = span
  if (from === null && until === null) return sql`true`
  return sql`r.campaign_id in (select k.campaign_id from campaign_count k
    where k.workspace_id = ${workspaceId} and k.kind = ${kind}
      ${from === null ? sql`` : sql`and k.last_at >= ${moment(from)}`}
      ${until === null ? sql`` : sql`and k.first_at < ${moment(until)}`})`
}

function within({ from, until }: Span, happened: Happened): RawBuilder<unknown> {
  const { first, last, human, count } = happened
  const someHuman = human === null ? sql`` : sql`and ${human} > 0`
  if (from === null && until === null) return someHuman
  const inSpan = (at: RawBuilder<unknown>) => sql`(true
    ${from === null ? sql`` : sql`and ${at} >= ${moment(from)}`}
    ${until === null ? sql`` : sql`and ${at} < ${moment(until)}`})`
  const areAll = human === null ? sql`true` : sql`${human} = ${count}`
  return sql`${someHuman}
    ${from === null ? sql`` : sql`and ${last} >= ${moment(from)}`}
    ${until === null ? sql`` : sql`and ${first} < ${moment(until)}`}
    and ((${inSpan(first)} and ${inSpan(last)})
      or (${areAll} and (${inSpan(first)} or ${inSpan(last)}))
      or exists (select from event e
        where e.workspace_id = r.workspace_id and e.address_id = r.address_id
          and e.campaign_id = r.campaign_id and e.kind = ${happened.kind}
          and ${happened.isThisLink} and ${inSpan(sql`e.occurred_at`)}
          ${human === null ? sql`` : unjudged()}))`
}

function unjudged(): RawBuilder<unknown> {
  return sql`and not exists (select from verdict v where v.workspace_id = e.workspace_id
    and v.address_id = e.address_id and v.occurred_at = e.occurred_at and v.key = e.key)`
}

function moment(ms: number): RawBuilder<unknown> {
  return sql`to_timestamp(${ms}::double precision / 1000.0)`
}
