import { Hono } from 'hono'
import { z } from 'zod'
import { isoTime } from '../world/time.ts'
import { listName } from './ids.ts'
import { events } from './news.ts'
import type { Vendor } from './vendor.ts'
import type { Webhooks } from './webhooks.ts'

const endpointInput = z.strictObject({
  url: z.url(),
  events: z.array(z.enum(events)).min(1),
  signatureHeader: z.string().min(1),
  secret: z.string().min(1).optional(),
  headers: z.record(z.string(), z.string()).optional(),
})

const categoryInput = z.strictObject({
  name: z.string().min(1),
  description: z.string().default(''),
})

const deedInput = z.strictObject({
  email: z.string().min(1),
  category: z.string().min(1),
  action: z.enum(['optin', 'optout']),
})

/** What is done on Act-On's own pages, or by a recipient, and has no API. */
export function buttonRoutes(vendor: Vendor, webhooks: Webhooks): Hono {
  const app = new Hono()
  app.get('/webhooks', (c) => c.json(webhooks.all()))
  app.post('/webhooks', async (c) => {
    const input = endpointInput.safeParse(await c.req.json().catch(() => undefined))
    if (!input.success) return c.json({ error: z.prettifyError(input.error) }, 400)
    const { id, secret } = webhooks.add(input.data)
    return c.json({ id, secret }, 201)
  })
  app.delete('/webhooks/:id', (c) => {
    if (webhooks.remove(c.req.param('id'))) return c.body(null, 204)
    return c.json({ error: 'There is no such webhook.' }, 404)
  })
  app.get('/categories', (c) => c.json(categoriesTruth(vendor)))
  app.post('/categories', async (c) => {
    const input = categoryInput.safeParse(await c.req.json().catch(() => undefined))
    if (!input.success) return c.json({ error: z.prettifyError(input.error) }, 400)
    const { name, description } = input.data
    return c.json(vendor.categories.create(name, description, vendor.clock.now()), 201)
  })
  app.post('/categories/deeds', async (c) => {
    const input = deedInput.safeParse(await c.req.json().catch(() => undefined))
    if (!input.success) return c.json({ error: z.prettifyError(input.error) }, 400)
    const { email, category: name, action } = input.data
    const category = vendor.categories.named(name)
    if (category === undefined) return c.json({ error: `There is no category ${name}.` }, 404)
    vendor.categories.set(email, category, action, vendor.clock.now())
    return c.body(null, 204)
  })
  app.get('/ids', (c) => c.json(idsOf(vendor)))
  app.get('/suppression', (c) => c.json(suppressionTruth(vendor)))
  return app
}

function categoriesTruth({ categories }: Vendor) {
  return categories.all().map((one) => ({
    ...one,
    left: categories.left(one).map(({ email, at }) => ({ email, at: isoTime(at) })),
  }))
}

/** The vendor's ids beside those of the truth. */
function idsOf({ world, messages }: Vendor) {
  return {
    lists: world.lists.all().map(({ listId, name }) => ({
      id: listName(world, listId),
      listId,
      name,
    })),
    messages: messages.all().map(({ id, kind, campaign, activity }) => ({
      ...{ id, kind },
      title: campaign.name,
      campaignId: campaign.campaignId,
      campaignActivityId: activity.activityId,
    })),
  }
}

function suppressionTruth({ suppression, clock }: Vendor) {
  const now = clock.now()
  return {
    optOuts: suppression.optOuts(now),
    hardBounces: suppression.hardBounces(now),
    complaints: suppression.complaints(now),
  }
}
