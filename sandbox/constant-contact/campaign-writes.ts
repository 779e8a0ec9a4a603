import { Hono } from 'hono'
import { z } from 'zod'
import { readBody, wrongMedia } from './body.ts'
import { activityInput, campaignInput, campaignName, letterOf } from './campaign-input.ts'
import { unconfirmed, unreachable } from './campaign-input.ts'
import { activityResource, wholeCampaign } from './campaign-resource.ts'
import { campaignStatus } from './campaign-state.ts'
import { area, liveActivity, nothing } from './emails.ts'
import { badRequest, badRequests, conflict } from './errors.ts'
import { needs } from './gate.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

export function campaignWriteRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  const write = needs('campaign_data')
  app.post('/emails', write, (c) => create(c, vendor))
  app.patch('/emails/:id', write, (c) => rename(c, vendor))
  app.delete('/emails/:id', write, (c) => remove(c, vendor))
  app.put('/emails/activities/:id', write, (c) => rewrite(c, vendor))
  return app
}

async function create(c: Ctx, { world }: Vendor) {
  const refused = wrongMedia(c)
  if (refused !== undefined) return refused
  const body = await readBody(c, campaignInput, area)
  if (body instanceof Response) return body
  const [input] = body.email_campaign_activities
  if (input === undefined) return badRequest(c, 'email_campaign_activities is empty', area)
  const wrong = unconfirmed(world, input)
  if (wrong.length > 0) return badRequests(c, wrong, area)
  if (world.campaigns.named(body.name) !== undefined) return taken(c, body.name)
  const now = c.get('now')
  const letter = letterOf(input, { html: input.html_content })
  // The contract documents a 200, not a 201.
  return c.json(wholeCampaign(world.draft(body.name, letter, now), now))
}

async function rename(c: Ctx, { world }: Vendor) {
  const refused = wrongMedia(c)
  if (refused !== undefined) return refused
  const campaign = world.campaigns.find(c.req.param('id') ?? '')
  if (campaign === undefined) return nothing(c)
  const body = await readBody(c, z.object({ name: campaignName }), area)
  if (body instanceof Response) return body
  if (campaign.removedAt !== undefined) {
    return badRequest(c, 'A removed email campaign cannot be renamed', area)
  }
  const holder = world.campaigns.named(body.name)
  if (holder !== undefined && holder !== campaign) return taken(c, body.name)
  const now = c.get('now')
  world.settle(now)
  world.campaigns.rename(campaign, body.name, now)
  return c.json(wholeCampaign(campaign, now))
}

function taken(c: Ctx, name: string) {
  return conflict(c, `An email campaign with the name ${name} already exists`, area)
}

/** Removing what was removed before changes nothing. */
function remove(c: Ctx, { world }: Vendor) {
  const campaign = world.campaigns.find(c.req.param('id') ?? '')
  if (campaign === undefined) return nothing(c)
  const now = c.get('now')
  world.settle(now)
  const status = campaignStatus(campaign, now)
  if (status === 'Scheduled' || status === 'Executing') {
    return badRequest(c, `An email campaign in ${status} status cannot be deleted`, area)
  }
  if (status !== 'Removed') world.campaigns.remove(campaign, now)
  return c.body(null, 204)
}

async function rewrite(c: Ctx, vendor: Vendor) {
  const refused = wrongMedia(c)
  if (refused !== undefined) return refused
  const found = liveActivity(c, vendor)
  if (found === undefined) return nothing(c)
  const { campaign, activity, status } = found
  if (activity.role !== 'primary_email' || status !== 'DRAFT') {
    const what = `a ${activity.role} activity in ${status} status`
    return badRequest(c, `Only a primary_email in DRAFT status can be updated, not ${what}`, area)
  }
  const body = await readBody(c, activityInput, area)
  if (body instanceof Response) return body
  const { world } = vendor
  const wrong = [...unconfirmed(world, body), ...unreachable(world, body)]
  if (wrong.length > 0) return badRequests(c, wrong, area)
  const now = c.get('now')
  const listIds = [...new Set(body.contact_list_ids)]
  world.campaigns.rewrite(campaign, letterOf(body, campaign), listIds, now)
  const include = Object.keys(body)
  const { account } = world.definition
  return c.json(activityResource({ campaign, activity, account, include, now }))
}
