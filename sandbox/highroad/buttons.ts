import { Hono } from 'hono'
import type { SandboxClock } from '../clock.ts'
import { contactId, contactsAt, listId } from './ids.ts'
import type { Vendor } from './vendor.ts'

/** What can be looked at beside the API: the vendor's numbers beside the ids of the truth. */
export function buttonRoutes(vendor: Vendor, clock: SandboxClock): Hono {
  const { world, campaigns } = vendor
  const app = new Hono()
  app.get('/ids', (c) =>
    c.json({
      contacts: contactsAt(world, clock.now()).map((state) => ({
        id: contactId(state),
        contactId: state.contact.contactId,
      })),
      lists: world.lists.all().map(({ name, listId: id }) => {
        return { id: listId(world, id), listId: id, name }
      }),
      campaigns: campaigns.all().map(({ id, campaign, published, launches }) => ({
        id,
        campaignId: campaign.campaignId,
        name: campaign.name,
        published,
        launches,
      })),
    }),
  )
  return app
}
