import { Hono } from 'hono'
import { z } from 'zod'
import { readBody } from './body.ts'
import { notFound } from './errors.ts'
import { numberIn } from './ids.ts'
import { events } from './news.ts'
import { page } from './paging.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'
import type { Webhook, Webhooks } from './webhooks.ts'

export function webhookRoutes(vendor: Vendor, webhooks: Webhooks): Hono<Env> {
  const app = new Hono<Env>()
  const shown = ({ id, event, url }: Webhook) => ({
    webhook_id: id,
    account_id: Number(vendor.keys.accountId),
    event,
    url,
    method: 'POST',
  })
  app.get('/webhooks', (c) => page(c, webhooks.all(), shown))
  app.post('/webhooks', (c) => created(c, webhooks))
  app.delete('/webhooks', (c) => {
    webhooks.remove()
    return c.json(true)
  })
  app.get('/webhooks/events', (c) => page(c, events, (event_name) => ({ event_name })))
  app.get('/webhooks/:id{\\d+}', (c) => {
    const webhook = webhooks.find(numberIn(c.req.param('id')))
    return webhook === undefined ? notFound(c, 'webhook') : c.json(shown(webhook))
  })
  app.put('/webhooks/:id{\\d+}', (c) => changed(c, webhooks))
  app.delete('/webhooks/:id{\\d+}', (c) => {
    const webhook = webhooks.find(numberIn(c.req.param('id')))
    if (webhook === undefined) return notFound(c, 'webhook')
    webhooks.remove(webhook.id)
    return c.json(true)
  })
  return app
}

const input = z.object({
  event: z.enum(events),
  url: z.url().max(2000),
  // The only method that is documented.
  method: z.literal('POST').default('POST'),
})

async function created(c: Ctx, webhooks: Webhooks) {
  const body = await readBody(c, input)
  if (body instanceof Response) return body
  return c.json(webhooks.add({ event: body.event, url: body.url }).id)
}

async function changed(c: Ctx, webhooks: Webhooks) {
  const webhook = webhooks.find(numberIn(c.req.param('id')))
  if (webhook === undefined) return notFound(c, 'webhook')
  const body = await readBody(c, input.partial())
  if (body instanceof Response) return body
  const { event = webhook.event, url = webhook.url } = body
  webhooks.change(webhook, { event, url })
  return c.json(true)
}
