import { Hono } from 'hono'
import { activityResource, campaignResource } from './campaign-resource.ts'
import { historyRow, wholeCampaign } from './campaign-resource.ts'
import { activityStatus, exists, touchedAt } from './campaign-state.ts'
import { badRequest, notFound } from './errors.ts'
import { needs } from './gate.ts'
import { cut, nextHref, readPage } from './paging.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

export const area = 'campaigns.api'

export function emailRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  const read = needs('campaign_data')
  app.get('/emails', read, (c) => collection(c, vendor))
  app.get('/emails/activities/:id/send_history', read, (c) => sendHistory(c, vendor))
  app.get('/emails/activities/:id', read, (c) => activity(c, vendor))
  app.get('/emails/:id', read, (c) => single(c, vendor))
  return app
}

function collection(c: Ctx, { world }: Vendor) {
  const request = readPage(c, { usual: 50, most: 500 })
  if (typeof request === 'string') return badRequest(c, request, area)
  const now = c.get('now')
  const bound = (name: string, otherwise: number) => {
    const text = request.query.get(name)
    return text === null ? otherwise : Date.parse(text)
  }
  const after = bound('after_date', -Infinity)
  const before = bound('before_date', Infinity)
  if (Number.isNaN(after) || Number.isNaN(before)) {
    return badRequest(c, 'before_date and after_date must be ISO-8601 dates', area)
  }
  world.settle(now)
  // Newest creation first: that order cannot change while somebody walks along it.
  const campaigns = [...world.campaigns.all()]
    .sort((a, b) => a.createdAt - b.createdAt)
    .map((one, place) => ({ one, place, updated: touchedAt(one, now) }))
    .filter(({ one }) => one.createdAt <= now)
    .filter(({ updated }) => updated > after && updated < before)
    .reverse()
  const { page, after: last } = cut(campaigns, request, ({ place }) => place)
  return c.json({
    ...(last !== undefined && { _links: { next: { href: nextHref(c, request, last) } } }),
    campaigns: page.map(({ one }) => campaignResource(one, now)),
  })
}

function single(c: Ctx, { world }: Vendor) {
  const now = c.get('now')
  const campaign = world.campaigns.find(c.req.param('id') ?? '')
  if (campaign === undefined) return nothing(c)
  world.settle(now)
  return c.json(wholeCampaign(campaign, now))
}

function activity(c: Ctx, vendor: Vendor) {
  const found = liveActivity(c, vendor)
  if (found === undefined) return nothing(c)
  const include = (c.req.query('include') ?? '').split(',')
  const { account } = vendor.world.definition
  return c.json(activityResource({ ...found, account, include, now: c.get('now') }))
}

/** The activity of the path with its status by now; those of removed campaigns are not there. */
export function liveActivity(c: Ctx, { world }: Vendor) {
  const now = c.get('now')
  world.settle(now)
  const found = world.campaigns.withActivity(c.req.param('id') ?? '')
  if (found === undefined || !exists(found.activity, now)) return undefined
  const status = activityStatus(found.campaign, found.activity, now)
  return status === 'REMOVED' ? undefined : { ...found, status }
}

export function nothing(c: Ctx) {
  return notFound(c, 'The requested resource was not found.', area)
}

/** What was sent stays in the history, even of a removed campaign. */
function sendHistory(c: Ctx, { world }: Vendor) {
  const now = c.get('now')
  world.settle(now)
  const found = world.campaigns.withActivity(c.req.param('id') ?? '')
  if (found === undefined) return nothing(c)
  const past = found.activity.runs.filter((run) => run.at <= now)
  return c.json(past.map((run, index) => historyRow(run, index + 1)))
}
