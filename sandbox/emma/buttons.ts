import { Hono } from 'hono'
import { groupId, memberId } from './ids.ts'
import { statusOf } from './mailing-book.ts'
import type { Vendor } from './vendor.ts'
import type { Webhooks } from './webhooks.ts'

/** What can be looked at beside the API: the vendor's ids, and what webhooks were tried. */
export function buttonRoutes(vendor: Vendor, webhooks: Webhooks): Hono {
  const app = new Hono()
  app.get('/webhooks', (c) => c.json(webhooks.all()))
  app.get('/ids', (c) => c.json(idsOf(vendor)))
  return app
}

/** The vendor's ids beside those of the truth. */
function idsOf({ world, mailings, clock }: Vendor) {
  const now = clock.now()
  return {
    members: world.contactsAt(now).map((state) => ({
      id: memberId(state),
      contactId: state.contact.contactId,
    })),
    groups: world.lists.all().map(({ listId, name }) => ({
      id: groupId(world, listId),
      listId,
      name,
    })),
    mailings: mailings.all().map((one) => ({
      id: one.id,
      name: one.campaign.name,
      status: statusOf(world, one, now),
      campaignId: one.campaign.campaignId,
      campaignActivityId: one.activity.activityId,
    })),
  }
}
