import { Hono } from 'hono'
import type { ActivityStory } from '../world/story.ts'
import type { Row, RowKind } from '../world/rows.ts'
import { isoTime } from '../world/time.ts'
import type { World } from '../world/world.ts'
import { badRequest, notFound } from './errors.ts'
import { needs } from './gate.ts'
import { cut, nextHref, readPage } from './paging.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

const area = 'reportingsvc'
const known: readonly RowKind[] = ['sends', 'opens', 'clicks', 'bounces', 'optouts', 'forwards']

export function contactReportRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  const base = '/reports/contact_reports/:id'
  app.get(`${base}/activity_details`, needs('contact_data'), (c) => details(c, vendor))
  app.get(`${base}/activity_summary`, needs('contact_data'), (c) => summary(c, vendor))
  return app
}

function details(c: Ctx, { world }: Vendor) {
  const contactId = c.req.param('id') ?? ''
  const now = c.get('now')
  if (world.contactAt(contactId, now) === undefined) return notFound(c, 'contact_id', area)
  const request = readPage(c, { usual: 100, most: 100 })
  if (typeof request === 'string') return badRequest(c, request, area)
  const { query } = request
  const kinds = kindsOf(query)
  if (typeof kinds === 'string') return badRequest(c, kinds, area)
  const rows = everyRow(world, contactId, now)
    .filter(({ row }) => kinds.includes(row.kind))
    .sort((a, b) => b.row.at - a.row.at || b.place - a.place)
  const { page, after } = cut(rows, request, (one) => one.place)
  const named = query.get('include_campaign_activity_names') !== 'false'
  return c.json({
    tracking_activities: page.map(({ row, story }) => ({
      contact_id: contactId,
      campaign_activity_id: story.activity.activityId,
      created_time: isoTime(row.at),
      tracking_activity_type: `em_${row.kind}`,
      ...(named && { campaign_activity_name: story.campaign.name }),
    })),
    _links: after === undefined ? {} : { next: { href: nextHref(c, request, after) } },
  })
}

function kindsOf(query: URLSearchParams): RowKind[] | string {
  const list = (query.get('tracking_activities_list') ?? '').split(',').filter(Boolean)
  const single = query.getAll('tracking_activity_type')
  if (list.length > 0 && single.length > 0) return 'only one way to name activities may be used'
  const asked = [...list, ...single]
  if (asked.length === 0) return 'tracking_activities_list is required'
  // Landing pages belong to the same parameter, but this world has none.
  const wrong = asked.find((name) => !/^(em|p_contact)_\w+$/.test(name))
  if (wrong !== undefined) return `tracking_activities_list is not valid: ${wrong}`
  return known.filter((kind) => asked.includes(`em_${kind}`))
}

/** A contact's rows in time order, each with a number that later rows do not change. */
function everyRow(world: World, contactId: string, now: number) {
  const rows: { row: Row; story: ActivityStory }[] = []
  for (const story of world.story.activities.values()) {
    for (const kind of known) {
      for (const row of world.rows(story.activity.activityId, kind, now)) {
        if (row.contactId === contactId) rows.push({ row, story })
      }
    }
  }
  rows.sort((a, b) => a.row.at - b.row.at)
  return rows.map((one, place) => ({ ...one, place }))
}

function summary(c: Ctx, { world }: Vendor) {
  const contactId = c.req.param('id') ?? ''
  const now = c.get('now')
  if (world.contactAt(contactId, now) === undefined) return notFound(c, 'contact_id', area)
  const [start, end] = [c.req.query('start'), c.req.query('end')].map((text) => readDate(text))
  if (start === undefined || end === undefined) {
    return badRequest(c, 'start and end are required ISO-8601 dates', area)
  }
  const rows = everyRow(world, contactId, now)
  const sends = rows.filter(({ row }) => row.kind === 'sends' && row.at >= start && row.at <= end)
  const activities = sends.reverse().map(({ row, story }) => {
    const count = (kind: RowKind) =>
      rows.filter((one) => one.story === story && one.row.kind === kind).length
    return {
      campaign_activity_id: story.activity.activityId,
      start_on: isoTime(row.at),
      em_bounces: count('bounces'),
      em_clicks: count('clicks'),
      em_forwards: count('forwards'),
      em_opens: count('opens'),
      em_sends: count('sends'),
      em_unsubscribes: count('optouts'),
    }
  })
  return c.json({
    contact_id: contactId,
    campaign_activities: activities.slice(0, 200),
    _links: {},
  })
}

/** The vendor's sample has an offset without a colon. */
function readDate(text: string | undefined): number | undefined {
  const time = Date.parse((text ?? '').replace(' ', '+').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  return Number.isNaN(time) ? undefined : time
}
