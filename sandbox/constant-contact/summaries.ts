import { Hono } from 'hono'
import { isoTime } from '../world/time.ts'
import { totalsOf, type Totals } from '../world/truth.ts'
import { sentActivities, sentRuns } from './campaign-state.ts'
import { badRequest } from './errors.ts'
import { needs } from './gate.ts'
import { cut, nextHref, readPage } from './paging.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

export function summaryRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/reports/summary_reports/email_campaign_summaries', needs('campaign_data'), (c) =>
    summaries(c, vendor),
  )
  return app
}

function summaries(c: Ctx, { world }: Vendor) {
  world.settle(c.get('now'))
  const request = readPage(c, { usual: 50, most: 500 })
  if (typeof request === 'string') return badRequest(c, request, 'reportingsvc')
  const now = c.get('now')
  const sent = world.campaigns.all().flatMap((campaign) => {
    const activities = sentActivities(campaign, now)
    const runs = activities.flatMap((one) => sentRuns(one, now))
    const last = Math.max(...runs.map((run) => run.at))
    return activities.length === 0 ? [] : [{ campaign, activities, last }]
  })
  sent.sort((a, b) => b.last - a.last)
  const { page, after } = cut(sent, request, (one) => one.last)
  const counted = page.map(({ campaign, activities, last }) => {
    const ids = activities.map((one) => one.activityId)
    return { campaign, last, totals: totalsOf(world, ids, now) }
  })
  return c.json({
    bulk_email_campaign_summaries: counted.map(({ campaign, last, totals }) => ({
      campaign_id: campaign.campaignId,
      campaign_type: campaign.type,
      last_sent_date: isoTime(last),
      unique_counts: uniqueCounts(totals),
    })),
    aggregate_percents: aggregate(counted.map((one) => one.totals)),
    _links: after === undefined ? {} : { next: { href: nextHref(c, request, after) } },
  })
}

function uniqueCounts(totals: Totals) {
  return {
    sends: totals.sends,
    opens: totals.uniqueOpens,
    clicks: totals.uniqueClicks,
    forwards: totals.uniqueForwards,
    optouts: totals.optouts,
    abuse: totals.abuse,
    bounces: totals.bounces,
    not_opened: Math.max(0, totals.sends - totals.uniqueOpens - totals.bounces),
  }
}

function aggregate(all: Totals[]) {
  const sum = (of: (totals: Totals) => number) => all.reduce((total, one) => total + of(one), 0)
  const sends = sum((one) => one.sends)
  const opens = sum((one) => one.uniqueOpens)
  const bounces = sum((one) => one.bounces)
  const percent = (part: number, whole: number) => (whole === 0 ? 0 : (100 * part) / whole)
  const delivered = sends - bounces
  return {
    click: percent(
      sum((one) => one.uniqueClicks),
      opens,
    ),
    open: percent(opens, delivered),
    did_not_open: percent(Math.max(0, delivered - opens), delivered),
    bounce: percent(bounces, sends),
    unsubscribe: percent(
      sum((one) => one.optouts),
      delivered,
    ),
  }
}
