import { Hono } from 'hono'
import { z } from 'zod'
import { address, numbers, readBody } from './body.ts'
import { enlist } from './enlist.ts'
import { notFound, refused } from './errors.ts'
import { listsOfGroups } from './ids.ts'
import { asked } from './mailings.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

/** A mailing that is there goes out as one of its own: the only way of sending the API has. */
export function resendRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.post('/mailings/:id{\\d+}', (c) => resent(c, vendor))
  return app
}

const input = z.object({
  recipient_emails: z.array(address).max(10_000).default([]),
  recipient_groups: numbers.default([]),
  recipient_searches: numbers.default([]),
  sender: z.string().min(1).max(255).optional(),
  heads_up_emails: z.array(address).max(100).default([]),
})

async function resent(c: Ctx, vendor: Vendor) {
  const source = asked(c, vendor)
  if (source === undefined) return notFound(c, 'mailing')
  const body = await readBody(c, input)
  if (body instanceof Response) return body
  // Searches are not simulated: the account has none.
  if (body.recipient_searches.length > 0) return notFound(c, 'search')
  const { world, mailings, standings } = vendor
  const listIds = listsOfGroups(world, body.recipient_groups)
  if (listIds === undefined) return notFound(c, 'group')
  if (listIds.length + body.recipient_emails.length === 0) {
    return refused(c, 'The mailing has no recipients')
  }
  const now = c.get('now')
  const change = body.sender === undefined ? {} : { fromName: body.sender }
  const mailing = mailings.again(source, change, { listIds, now })
  const only = body.recipient_emails.map((email) => contactAt(vendor, email, now))
  world.schedule(mailing.campaign, now, now, { only, refuses: standings.refuses })
  if (body.heads_up_emails.length > 0) {
    const { campaignId } = mailing.campaign
    const { activityId } = mailing.activity
    const addresses = body.heads_up_emails
    world.campaigns.testSends.push({ at: now, campaignId, activityId, addresses })
  }
  return c.json({ mailing_id: mailing.id })
}

/** An address nobody has becomes a member, in no group. */
function contactAt(vendor: Vendor, email: string, now: number): string {
  const holder = vendor.world.holderOf(email, now)
  if (holder !== undefined) return holder.contact.contactId
  const fresh = { address: email, fields: {}, listIds: [], by: 'Account' } as const
  return enlist(vendor, fresh, now).state.contact.contactId
}
