import { Hono } from 'hono'
import type { RowKind } from '../world/rows.ts'
import { isoTime } from '../world/time.ts'
import { totalsOf, type Totals } from '../world/truth.ts'
import type { World } from '../world/world.ts'
import { sentActivities, sentRuns } from './campaign-state.ts'
import { badRequest, errorList } from './errors.ts'
import { needs } from './gate.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export function statsRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  const base = '/reports/stats'
  const read = needs('campaign_data')
  app.get(`${base}/email_campaigns/:ids`, read, (c) => campaignStats(c, vendor))
  app.get(`${base}/email_campaign_activities/:ids`, read, (c) => activityStats(c, vendor))
  return app
}

/** One malformed or unknown id spoils the whole answer here: that is how the vendor words it. */
function campaignStats(c: Ctx, { world }: Vendor) {
  const ids = (c.req.param('ids') ?? '').split(',')
  const now = c.get('now')
  world.settle(now)
  if (ids.length > 150) return badRequest(c, 'too many campaign_ids', 'reportingsvc')
  const campaigns = world.campaigns.all().filter((one) => ids.includes(one.campaignId))
  if (campaigns.length < new Set(ids).size) return missing(c, 'campaign_ids')
  const results = campaigns.flatMap((campaign) => {
    const sent = sentActivities(campaign, now).map((one) => one.activityId)
    if (sent.length === 0) return []
    const stats = baseStats(world, sent, now)
    return [
      {
        campaign_id: campaign.campaignId,
        stats,
        percents: percents(stats),
        last_refresh_time: isoTime(now),
      },
    ]
  })
  const asked = new Set(ids)
  for (const { campaign_id } of results) asked.delete(campaign_id)
  return c.json({ errors: [...asked].map((id) => partial('campaign_ids', id)), results })
}

function activityStats(c: Ctx, { world }: Vendor) {
  const ids = (c.req.param('ids') ?? '').split(',')
  const now = c.get('now')
  world.settle(now)
  if (ids.length > 10) return badRequest(c, 'too many campaign_activity_ids', 'reportingsvc')
  if (ids.some((id) => !uuid.test(id))) return missing(c, 'campaign_activity_ids')
  const errors: ReturnType<typeof partial>[] = []
  const results = [...new Set(ids)].flatMap((id) => {
    const found = world.campaigns.withActivity(id)
    if (found === undefined || sentRuns(found.activity, now).length === 0) {
      errors.push(partial('campaign_activity_ids', id))
      return []
    }
    const stats = { ...baseStats(world, [id], now), ...finerStats(totalsOf(world, [id], now)) }
    return [
      {
        campaign_id: found.campaign.campaignId,
        campaign_activity_id: id,
        stats,
        last_refresh_time: isoTime(now),
      },
    ]
  })
  return c.json({ errors, results })
}

function missing(c: Ctx, name: string) {
  const key = `reportingsvc.not_found.invalid_path_param.${name}`
  return errorList(c, 404, key, `Could not find any campaign stats for all requested ${name}.`)
}

function partial(name: string, id: string) {
  return {
    error_key: `reportingsvc.not_found.invalid_path_param.${name}`,
    error_message: `Could not find stats for ${id}.`,
  }
}

type BaseStats = ReturnType<typeof baseStats>

function baseStats(world: World, ids: readonly string[], now: number) {
  const totals = totalsOf(world, ids, now)
  return {
    em_sends: totals.sends,
    em_opens: totals.uniqueOpens,
    em_opens_all: totals.opens,
    ...byDevice('em_opens_all', devices(world, ids, 'opens', now)),
    em_clicks: totals.uniqueClicks,
    em_clicks_all: totals.clicks,
    ...byDevice('em_clicks_all', devices(world, ids, 'clicks', now)),
    em_forwards: totals.uniqueForwards,
    em_optouts: totals.optouts,
    em_bounces: totals.bounces,
    em_not_opened: Math.max(0, totals.sends - totals.uniqueOpens - totals.bounces),
  }
}

/** The contract has these only for activities, not for whole campaigns. */
function finerStats({ bouncesByCode, abuse }: Totals) {
  return {
    em_abuse: abuse,
    em_bounces_blocked: bouncesByCode.Z ?? 0,
    em_bounces_mailbox_full: bouncesByCode.F ?? 0,
    em_bounces_nonexistent_address: bouncesByCode.B ?? 0,
    em_bounces_other: bouncesByCode.X ?? 0,
    em_bounces_suspended: bouncesByCode.S ?? 0,
    em_bounces_undeliverable: bouncesByCode.D ?? 0,
    em_bounces_vacation: bouncesByCode.V ?? 0,
  }
}

function devices(world: World, ids: readonly string[], kind: RowKind, now: number) {
  const counts = { computer: 0, mobile: 0, tablet: 0, other: 0, none: 0 }
  for (const id of ids) {
    for (const row of world.rows(id, kind, now)) counts[row.device ?? 'none'] += 1
  }
  return counts
}

function byDevice(prefix: string, counts: Record<string, number>) {
  return Object.fromEntries(
    Object.entries(counts).map(([device, count]) => [`${prefix}_${device}`, count]),
  )
}

function percents(stats: BaseStats) {
  const all = stats as Record<string, number>
  const of = (part: number | undefined, whole: number | undefined) =>
    whole ? Math.round((100 * (part ?? 0)) / whole) : 0
  const delivered = stats.em_sends - stats.em_bounces
  const handheld = (kind: string) => (all[`${kind}_mobile`] ?? 0) + (all[`${kind}_tablet`] ?? 0)
  return {
    bounce: of(stats.em_bounces, stats.em_sends),
    click: of(stats.em_clicks, stats.em_opens),
    desktop_click: of(all.em_clicks_all_computer, stats.em_clicks_all),
    desktop_open: of(all.em_opens_all_computer, stats.em_opens_all),
    did_not_open: of(stats.em_not_opened, delivered),
    mobile_click: of(handheld('em_clicks_all'), stats.em_clicks_all),
    mobile_open: of(handheld('em_opens_all'), stats.em_opens_all),
    open: of(stats.em_opens, delivered),
    unsubscribe: of(stats.em_optouts, delivered),
  }
}
