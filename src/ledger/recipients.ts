import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { bounceWords } from './bounce-words.ts'
import { personFilter, personOf } from './log.ts'

export interface RecipientQuery {
  after?: string
  limit: number
  search?: string
  bounced?: boolean
  opened?: boolean
  clicked?: boolean
}

/** The grid of a campaign's recipients, in the order of their addresses' keys. */
export async function recipientsOf(tx: Tx, campaignId: number, query: RecipientQuery) {
  const { bounced = null, opened = null, clicked = null } = query
  const { rows } = await sql<RecipientRecord>`
    with page as materialized (
      select r.* from recipient r
      where r.workspace_id = (select homing_workspace()) and r.campaign_id = ${campaignId}
        and r.address_id > ${Number(query.after ?? 0)}
        and (${bounced}::boolean is null or (r.bounces > 0) = ${bounced})
        and (${opened}::boolean is null or (r.opens > 0) = ${opened})
        and (${clicked}::boolean is null or (r.clicks > 0) = ${clicked})
        ${personFilter(query)}
      order by r.address_id limit ${query.limit + 1}
    )
    select page.*, a.address, p.id as person_id, p.name as person_name, o.name as owner,
      g.name as organization, ${bounceWords('d')} as bounced
    from page
    join address a on a.id = page.address_id
    left join detail d on d.id = page.bounce_detail_id and page.bounce_detail_id > 0
    ${personOf('page.address_id')}
    order by page.address_id`.execute(tx)
  const shown = rows.slice(0, query.limit)
  return {
    items: shown.map(view),
    next: rows.length > query.limit ? String(shown.at(-1)!.address_id) : null,
  }
}

interface RecipientRecord {
  address_id: number
  address: string
  person_id: number | null
  person_name: string | null
  owner: string | null
  organization: string | null
  bounced: string | null
  opens: number
  clicks: number
  forwards: number
  opt_outs: number
  first_sent_at: Date | null
  first_open_at: Date | null
  last_open_at: Date | null
  first_click_at: Date | null
  last_click_at: Date | null
}

function view(row: RecipientRecord) {
  return {
    addressId: row.address_id,
    address: row.address,
    person: row.person_id === null ? null : { id: row.person_id, name: row.person_name! },
    organization: row.organization,
    owner: row.owner,
    sentAt: iso(row.first_sent_at),
    totalOpens: row.opens,
    totalClicks: row.clicks,
    totalForwards: row.forwards,
    totalUnsubscribes: row.opt_outs,
    firstOpenAt: iso(row.first_open_at),
    lastOpenAt: iso(row.last_open_at),
    firstClickAt: iso(row.first_click_at),
    lastClickAt: iso(row.last_click_at),
    bounced: row.bounced,
  }
}

function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null
}
