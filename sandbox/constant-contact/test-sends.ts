import { Hono } from 'hono'
import { z } from 'zod'
import { plainText } from '../world/links.ts'
import { isoDate } from '../world/time.ts'
import { address, readBody, text } from './body.ts'
import { headers } from './campaign-resource.ts'
import { area, liveActivity, nothing } from './emails.ts'
import { badRequest } from './errors.ts'
import { needs } from './gate.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

/** What can be looked at before anything is sent to contacts. */
export function testSendRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.post('/emails/activities/:id/tests', needs('campaign_data'), (c) => testSend(c, vendor))
  app.get('/emails/activities/:id/previews', needs('campaign_data'), (c) => preview(c, vendor))
  return app
}

/** Recipients of one call, and of a day. */
const [mostAtOnce, mostADay] = [5, 50]

const input = z.object({
  email_addresses: z.array(address(80)).min(1).max(mostAtOnce),
  personal_message: text(10_000),
})

async function testSend(c: Ctx, vendor: Vendor) {
  const found = liveActivity(c, vendor)
  if (found === undefined) return nothing(c)
  const body = await readBody(c, input, area)
  if (body instanceof Response) return body
  const { campaign, activity } = found
  if (activity.role !== 'primary_email') {
    return badRequest(c, `A ${activity.role} activity cannot be sent as a test`, area)
  }
  const at = c.get('now')
  const { testSends } = vendor.world.campaigns
  const today = testSends.filter((one) => isoDate(one.at) === isoDate(at))
  const used = today.reduce((sum, one) => sum + one.addresses.length, 0)
  if (used + body.email_addresses.length > mostADay) {
    return badRequest(c, `No more than ${mostADay} test emails can be sent each day`, area)
  }
  testSends.push({
    at,
    campaignId: campaign.campaignId,
    activityId: activity.activityId,
    addresses: body.email_addresses,
    ...(body.personal_message != null && { personalMessage: body.personal_message }),
  })
  return c.body(null, 204)
}

function preview(c: Ctx, vendor: Vendor) {
  const found = liveActivity(c, vendor)
  if (found === undefined) return nothing(c)
  const { campaign, activity } = found
  const html = campaign.html.replaceAll('[[trackingImage]]', '')
  return c.json({
    campaign_activity_id: activity.activityId,
    ...headers(campaign, activity),
    preview_html_content: html,
    preview_text_content: plainText(html),
  })
}
