import { Hono } from 'hono'
import type { Row, RowKind } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { badRequest, notFound } from './errors.ts'
import { needs } from './gate.ts'
import { cut, nextHref, readPage } from './paging.ts'
import { trackingRow, type TrackingKind } from './tracking-row.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

const area = 'reportingsvc'

const kinds: readonly TrackingKind[] = [
  'sends',
  'opens',
  'unique_opens',
  'didnotopens',
  'clicks',
  'forwards',
  'optouts',
  'bounces',
]

export function trackingRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  const base = '/reports/email_reports/:id'
  for (const kind of kinds) {
    app.get(`${base}/tracking/${kind}`, needs('campaign_data'), (c) => report(c, vendor, kind))
  }
  app.get(`${base}/links`, needs('campaign_data'), (c) => linkReport(c, vendor))
  return app
}

function report(c: Ctx, vendor: Vendor, kind: TrackingKind) {
  const { world } = vendor
  const found = world.campaigns.withActivity(c.req.param('id') ?? '')
  if (found === undefined) return notFound(c, 'campaign_activity_id was not found.', area)
  const request = readPage(c, { usual: 500, most: 500 })
  if (typeof request === 'string') return badRequest(c, request, area)
  const keep = rowFilter(kind, request.query)
  if (typeof keep === 'string') return badRequest(c, keep, area)
  const { activityId } = found.activity
  const rows = rowsOf(world, activityId, kind, c.get('now')).filter(keep).reverse()
  const { page, after } = cut(rows, request, (row) => row.seq)
  return c.json({
    tracking_activities: page.map((row) =>
      trackingRow({ world, activityId, kind, now: c.get('now') }, row),
    ),
    _links: after === undefined ? {} : { next: { href: nextHref(c, request, after) } },
  })
}

/** The rows of a report in time order, oldest first. */
export function rowsOf(world: World, id: string, kind: TrackingKind, now: number): Row[] {
  const rows = (of: RowKind) => world.rows(id, of, now)
  switch (kind) {
    case 'unique_opens': {
      // The report tells the last time each contact opened.
      const last = new Map(rows('opens').map((row) => [row.contactId, row]))
      return [...last.values()].sort((a, b) => a.seq - b.seq)
    }
    case 'didnotopens': {
      const opened = new Set(rows('opens').map((row) => row.contactId))
      const bounced = new Set(rows('bounces').map((row) => row.contactId))
      const neither = (row: Row) => !opened.has(row.contactId) && !bounced.has(row.contactId)
      return rows('sends').filter(neither)
    }
    default:
      return [...rows(kind)]
  }
}

function rowFilter(kind: TrackingKind, query: URLSearchParams): ((row: Row) => boolean) | string {
  const urlId = query.get('url_id')
  if (kind === 'clicks' && urlId !== null) {
    if (!/^\d+$/.test(urlId)) return 'url_id is not valid'
    return (row) => row.urlId === urlId
  }
  const codes = query.getAll('bounce_code')
  if (kind === 'bounces' && codes.length > 0) {
    const unknown = codes.find((code) => !/^[BDFSVXZ]$/.test(code))
    if (unknown !== undefined) return `bounce_code is not valid: ${unknown}`
    return (row) => row.bounceCode !== undefined && codes.includes(row.bounceCode)
  }
  return () => true
}

function linkReport(c: Ctx, { world }: Vendor) {
  const found = world.campaigns.withActivity(c.req.param('id') ?? '')
  if (found === undefined) return notFound(c, 'campaign_activity_id was not found.', area)
  const { activityId } = found.activity
  const clicks = world.rows(activityId, 'clicks', c.get('now'))
  const all = c.req.query('no_clicks') === 'true'
  const counts = found.campaign.links.map(({ url, urlId }) => {
    const here = clicks.filter((row) => row.urlId === urlId)
    const unique = new Set(here.map((row) => row.contactId)).size
    return { link_url: url, url_id: urlId, unique_clicks: unique }
  })
  return c.json({
    campaign_activity_id: activityId,
    link_click_counts: counts.filter((one) => all || one.unique_clicks > 0),
  })
}
