import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { fitsPattern, readLink, type LinkPattern } from './pattern.ts'

/** Links a preview looks at, the newest, in pages of so many. */
const SCANNED_MAX = 100_000
const PAGE = 10_000
/** Fitting links that are counted, and shown. */
const FITTING_MAX = 5_000
const SHOWN_MAX = 20

export interface Preview {
  /** Links that fit. */
  links: number
  /** People's clicks on them so far, and the addresses that clicked. */
  clicks: number
  addresses: number
  /** Some of them, the most clicked first. */
  sample: { url: string; clicks: number }[]
  /** False where there are more links than are looked at. */
  isAll: boolean
}

/** What a rule with these conditions would have found among the clicks there are. */
export async function previewPattern(
  tx: Tx,
  workspaceId: number,
  pattern: LinkPattern,
  campaignId: number | null,
): Promise<Preview> {
  const { ids, isAll } = await fittingLinks(tx, workspaceId, pattern)
  const { rows } = await sql<{ url: string; clicks: number; addressIds: number }>`
    select l.url, sum(r.human_clicks)::integer as clicks
    from recipient_link r join link l on l.workspace_id = r.workspace_id and l.id = r.link_id
    where r.workspace_id = ${workspaceId} and r.link_id = any(${ids}::integer[])
      and r.human_clicks > 0 and r.campaign_id = coalesce(${campaignId}::integer, r.campaign_id)
    group by l.id, l.url order by 2 desc, 1`.execute(tx)
  const addresses = await sql<{ count: number }>`
    select count(distinct address_id)::integer as count from recipient_link r
    where r.workspace_id = ${workspaceId} and r.link_id = any(${ids}::integer[])
      and r.human_clicks > 0
      and r.campaign_id = coalesce(${campaignId}::integer, r.campaign_id)`.execute(tx)
  return {
    links: ids.length,
    clicks: rows.reduce((sum, row) => sum + row.clicks, 0),
    addresses: addresses.rows[0]!.count,
    sample: rows.slice(0, SHOWN_MAX).map(({ url, clicks }) => ({ url, clicks })),
    isAll,
  }
}

async function fittingLinks(
  tx: Tx,
  workspaceId: number,
  pattern: LinkPattern,
): Promise<{ ids: number[]; isAll: boolean }> {
  const ids: number[] = []
  let before = 2_147_483_647
  for (let scanned = 0; scanned < SCANNED_MAX; scanned += PAGE) {
    const { rows } = await sql<{ id: number; url: string }>`
      select id, url from link where workspace_id = ${workspaceId} and id < ${before}
      order by id desc limit ${PAGE}`.execute(tx)
    for (const { id, url } of rows) {
      const parts = readLink(url)
      if (parts !== null && fitsPattern(parts, pattern)) ids.push(id)
    }
    if (ids.length > FITTING_MAX) return { ids: ids.slice(0, FITTING_MAX), isAll: false }
    if (rows.length < PAGE) return { ids, isAll: true }
    before = rows.at(-1)!.id
  }
  return { ids, isAll: false }
}
