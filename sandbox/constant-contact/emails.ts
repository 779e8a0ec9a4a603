import { Hono } from 'hono'
import type { ActivityDefinition, CampaignDefinition } from '../world/definition.ts'
import { isoTime } from '../world/time.ts'
import { activityStatus, campaignStatus, findActivity, touchedAt } from './campaign-state.ts'
import { badRequest, notFound } from './errors.ts'
import { needs } from './gate.ts'
import { letterHtml } from './letter-html.ts'
import { cut, nextHref, readPage } from './paging.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

const area = 'campaigns.api'

export function emailRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  const read = needs('campaign_data')
  app.get('/emails', read, (c) => collection(c, vendor))
  app.get('/emails/activities/:id/send_history', read, (c) => sendHistory(c, vendor))
  app.get('/emails/activities/:id', read, (c) => activity(c, vendor))
  app.get('/emails/:id', read, (c) => single(c, vendor))
  return app
}

function collection(c: Ctx, vendor: Vendor) {
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
  // Newest creation first: that order cannot change while somebody walks along it.
  const campaigns = [...vendor.world.definition.campaigns]
    .sort((a, b) => a.createdAfter - b.createdAfter)
    .map((one, place) => ({ one, place, updated: touchedAt(vendor.world, one, now) }))
    .filter(({ one }) => vendor.world.start + one.createdAfter <= now)
    .filter(({ updated }) => updated > after && updated < before)
    .reverse()
  const { page, after: last } = cut(campaigns, request, ({ place }) => place)
  return c.json({
    ...(last !== undefined && { _links: { next: { href: nextHref(c, request, last) } } }),
    campaigns: page.map(({ one }) => shown(vendor, one, now)),
  })
}

function single(c: Ctx, vendor: Vendor) {
  const now = c.get('now')
  const id = c.req.param('id')
  const campaign = vendor.world.definition.campaigns.find((one) => one.campaignId === id)
  if (campaign === undefined) return notFound(c, 'The requested resource was not found.', area)
  const activities = campaign.activities.filter((one) => exists(vendor, one, now))
  return c.json({
    ...shown(vendor, campaign, now),
    campaign_activities: activities.map(({ activityId, role }) => ({
      campaign_activity_id: activityId,
      role,
    })),
  })
}

function shown(vendor: Vendor, campaign: CampaignDefinition, now: number) {
  return {
    campaign_id: campaign.campaignId,
    created_at: isoTime(vendor.world.start + campaign.createdAfter),
    current_status: campaignStatus(vendor.world, campaign, now),
    name: campaign.name,
    type: campaign.type,
    type_code: campaign.typeCode,
    updated_at: isoTime(touchedAt(vendor.world, campaign, now)),
  }
}

/** A resend is an activity only from the moment somebody decided to send it. */
function exists(vendor: Vendor, activity: ActivityDefinition, now: number): boolean {
  return activity.role !== 'resend' || vendor.world.start + (activity.sendAfter ?? 0) <= now
}

function activity(c: Ctx, vendor: Vendor) {
  const found = findActivity(vendor.world, c.req.param('id') ?? '')
  if (found === undefined || !exists(vendor, found.activity, c.get('now'))) {
    return notFound(c, 'The requested resource was not found.', area)
  }
  const { campaign, activity: one } = found
  const include = (c.req.query('include') ?? '').split(',')
  const status = activityStatus(vendor.world, campaign, one, c.get('now'))
  const { account } = vendor.world.definition
  const permalink = `https://conta.example/${one.activityId.slice(0, 8)}`
  return c.json({
    campaign_activity_id: one.activityId,
    campaign_id: campaign.campaignId,
    role: one.role,
    contact_list_ids: campaign.listIds,
    segment_ids: [],
    current_status: status,
    format_type: 5,
    from_email: campaign.fromEmail,
    from_name: campaign.fromName,
    reply_to_email: campaign.fromEmail,
    subject: one.subject,
    preheader: campaign.preheader,
    ...(include.includes('html_content') && { html_content: letterHtml(campaign, account) }),
    ...(include.includes('permalink_url') && status === 'DONE' && { permalink_url: permalink }),
    ...(include.includes('physical_address_in_footer') && {
      physical_address_in_footer: {
        address_line1: account.address.line1,
        city: account.address.city,
        state_code: account.address.state,
        postal_code: account.address.postalCode,
        country_code: account.address.country,
        organization_name: account.organizationName,
      },
    }),
  })
}

function sendHistory(c: Ctx, vendor: Vendor) {
  const { world } = vendor
  const found = findActivity(world, c.req.param('id') ?? '')
  if (found === undefined) return notFound(c, 'The requested resource was not found.', area)
  const { activityId, sendAfter } = found.activity
  if (sendAfter === undefined || world.start + sendAfter > c.get('now')) return c.json([])
  return c.json([
    {
      send_id: 1,
      contact_list_ids: found.campaign.listIds,
      segment_ids: [],
      count: world.activity(activityId)?.rows.sends.length ?? 0,
      run_date: isoTime(world.start + sendAfter),
      send_status: 'COMPLETED',
      reason_code: 0,
    },
  ])
}
