import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import type { Audience, FigureName } from './figures.ts'
import { bounceWords } from './bounce-words.ts'
import { bounceFilter, domainFilter, narrowed, readWithin } from './narrow-log.ts'
import { DELIVERED_SQL } from './tally.ts'
import { contains } from './patterns.ts'

export interface LogQuery {
  figure: FigureName
  audience: Audience
  search?: string
  linkId?: number
  /** Whose clicks counted for a click rule: a person's, whatever audience is asked for. */
  ruleId?: number
  bounceClass?: string
  /** One code with its note: what bounceClasses of the campaign window call its id. */
  bounceId?: number
  /** Whose address stands at this domain. */
  domain?: string
  /** Of opens and clicks: with what, as readWithOfCampaign tells it. */
  readWith?: string
  owner?: string
  after?: string
  limit: number
}

/**
 * Exactly the recipients behind one figure, newest first: without a filter their number is the
 * figure. Sent and delivered hold nearly everybody and come in the order of the addresses, the
 * others by the time of their first event; either way a page is found by key, so the last page
 * costs what the first does.
 */
export async function logOf(tx: Tx, campaignId: number, query: LogQuery) {
  const log = LOGS[query.figure]
  const after = query.after === undefined ? null : cursorOf(query.after)
  const isHuman = query.audience === 'human' && log.human !== undefined
  const order = log.isTimed ? 'first_at desc, page.address_id desc' : 'address_id'
  const { rows } = await sql<LogRecord>`
    with page as materialized (
      select r.*, ${sql.raw(log.first)} as first_at, ${sql.raw(log.last)} as last_at,
        ${countOf(query)} as count
      from recipient r
      ${narrowed(campaignId, query)}
      where r.workspace_id = (select homing_workspace()) and r.campaign_id = ${campaignId}
        and ${sql.raw(log.holds)}
        ${isHuman ? sql`and ${sql.raw(log.human!)} > 0` : sql``}
        ${bounceFilter(query)} ${domainFilter(query.domain)}
        ${readWithin(campaignId, query)} ${personFilter(query)}
        ${after === null ? sql`` : afterKey(log, after)}
      order by ${sql.raw(log.isTimed ? `${log.first} desc, r.address_id desc` : 'r.address_id')}
      limit ${query.limit + 1}
    )
    select page.address_id, a.address, a.is_valid, p.id as person_id, p.name as person_name,
      o.name as owner, g.name as organization, page.first_at, page.last_at, page.count,
      page.opens, page.human_opens, page.proxy_opens, page.clicks, page.human_clicks,
      ${detailOf(query.figure, campaignId)} as detail,
      (select min(k.external_id) from contact_identity k
        where k.workspace_id = (select homing_workspace()) and k.address_id = page.address_id
          and k.connection_id = (select connection_id from campaign_identity i
            where i.campaign_id = ${campaignId} and i.kind = 'campaign' limit 1)) as contact_id,
      ${isAmong('opted_out_address')} as is_opted_out,
      ${isAmong('complained_address')} as has_complained
    from page
    join address a on a.id = page.address_id
    ${personOf('page.address_id')}
    order by page.${sql.raw(order)}`.execute(tx)
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => view(row, query.figure)),
    next:
      rows.length > query.limit && last !== undefined
        ? `${last.first_at?.getTime() ?? 0}_${last.address_id}`
        : null,
  }
}

/** What makes a recipient one of a log, and when it did. */
export interface Log {
  /** Partial indexes need their condition said in the query. */
  holds: string
  first: string
  last: string
  count: string
  /** The column that counts people's own reactions, where machines react too. */
  human?: string
  isTimed: boolean
}

export const LOGS: Record<FigureName, Log> = {
  sent: {
    holds: 'r.sent > 0',
    first: 'r.first_sent_at',
    last: 'r.last_sent_at',
    count: 'r.sent',
    isTimed: false,
  },
  delivered: {
    holds: DELIVERED_SQL,
    first: 'r.first_sent_at',
    last: 'r.last_sent_at',
    // It has reached somebody or not, however often it was sent.
    count: '1',
    isTimed: false,
  },
  opens: { ...timed('open', 'opens'), human: 'r.human_opens' },
  clicks: { ...timed('click', 'clicks'), human: 'r.human_clicks' },
  forwards: timed('forward', 'forwards'),
  bounces: timed('bounce', 'bounces'),
  optOuts: timed('opt_out', 'opt_outs'),
  complaints: timed('complaint', 'complaints'),
}

function timed(moment: string, count: string): Log {
  return {
    holds: `r.first_${moment}_at is not null`,
    first: `r.first_${moment}_at`,
    last: `r.last_${moment}_at`,
    count: `r.${count}`,
    isTimed: true,
  }
}

function countOf(query: LogQuery): RawBuilder<unknown> {
  const isHuman = query.audience === 'human'
  if (query.ruleId !== undefined) return sql`via.clicks`
  if (query.linkId !== undefined) return isHuman ? sql`via.human_clicks` : sql`via.clicks`
  const log = LOGS[query.figure]
  return sql.raw(isHuman && log.human !== undefined ? log.human : log.count)
}

/** Asked row by row of the page: an exists would be answered from all that was ever said. */
function isAmong(view: 'opted_out_address' | 'complained_address'): RawBuilder<unknown> {
  return sql`((select true from ${sql.table(view)} x
    where x.workspace_id = (select homing_workspace()) and x.address_id = page.address_id
    limit 1) is not null)`
}

/** Looks people up by name, address or organization, and by owner; an address may have several. */
export function personFilter(query: { search?: string; owner?: string }): RawBuilder<unknown> {
  const { search, owner } = query
  if (search === undefined && owner === undefined) return sql``
  return sql`and exists (
    select from address a
    left join person_address pa on pa.address_id = a.id and pa.ended_at is null
    left join person p on p.id = pa.person_id
    left join owner o on o.id = p.owner_id
    where a.id = r.address_id
      and (${search ?? ''} = '' or a.canonical like ${contains(search?.toLowerCase())}
        or p.name ilike ${contains(search)} or exists (
          select from affiliation f join organization g on g.id = f.organization_id
          where f.person_id = p.id and g.name ilike ${contains(search)}))
      and (${owner ?? ''} = '' or o.name = ${owner ?? ''}))`
}

function afterKey(log: Log, after: { at: number; addressId: number }): RawBuilder<unknown> {
  if (!log.isTimed) return sql`and r.address_id > ${after.addressId}`
  return sql`and (${sql.raw(log.first)}, r.address_id)
    < (to_timestamp(${after.at} / 1000.0), ${after.addressId})`
}

/** The person who uses an address: of several, the one it is primary for, else the first met. */
export function personOf(addressId: string): RawBuilder<unknown> {
  return sql`
    left join lateral (
      select p.* from person_address pa join person p on p.id = pa.person_id
      where pa.address_id = ${sql.raw(addressId)}
      order by pa.ended_at is null desc, pa.is_primary desc, p.id limit 1
    ) p on true
    left join owner o on o.id = p.owner_id
    left join lateral (
      select string_agg(g.name, ', ' order by g.kind, g.name) as name
      from affiliation f join organization g on g.id = f.organization_id
      where f.person_id = p.id
    ) g on true`
}

function detailOf(figure: FigureName, campaignId: number): RawBuilder<unknown> {
  if (figure === 'bounces') {
    return sql`(select ${bounceWords('d')} from detail d where d.id = page.bounce_detail_id)`
  }
  if (figure === 'optOuts') {
    return sql`(select d.value from detail d where d.id = page.opt_out_detail_id)`
  }
  if (figure === 'clicks') {
    return sql`(select string_agg(l.url, ' ' order by v.first_at, l.url)
      from recipient_link v join link l on l.id = v.link_id
      where v.workspace_id = (select homing_workspace()) and v.campaign_id = ${campaignId}
        and v.address_id = page.address_id)`
  }
  return sql`null::text`
}

interface LogRecord {
  address_id: number
  address: string
  is_valid: boolean
  person_id: number | null
  person_name: string | null
  owner: string | null
  organization: string | null
  first_at: Date | null
  last_at: Date | null
  count: number
  opens: number
  human_opens: number
  proxy_opens: number
  clicks: number
  human_clicks: number
  detail: string | null
  contact_id: string | null
  is_opted_out: boolean
  has_complained: boolean
}

function view(row: LogRecord, figure: FigureName) {
  return {
    addressId: row.address_id,
    address: row.address,
    person: row.person_id === null ? null : { id: row.person_id, name: row.person_name! },
    organization: row.organization,
    owner: row.owner,
    firstAt: row.first_at?.toISOString() ?? null,
    lastAt: row.last_at?.toISOString() ?? null,
    count: row.count,
    detail: row.detail,
    verdict: verdictOf(row, figure),
    source: 'pull',
    contactId: row.contact_id,
    isOptedOut: row.is_opted_out,
    hasComplained: row.has_complained,
    isValid: row.is_valid,
  }
}

function verdictOf(row: LogRecord, figure: FigureName) {
  if (figure !== 'opens' && figure !== 'clicks') return null
  const [all, human, proxy] =
    figure === 'opens'
      ? [row.opens, row.human_opens, row.proxy_opens]
      : [row.clicks, row.human_clicks, 0]
  if (human === all) return 'human' as const
  if (human > 0) return 'mixed' as const
  return proxy === all ? ('proxy' as const) : ('machine' as const)
}

function cursorOf(text: string): { at: number; addressId: number } {
  const [at, addressId] = text.split('_').map(Number)
  return { at: at || 0, addressId: addressId || 0 }
}
