import { Hono } from 'hono'
import { z } from 'zod'
import { Refused } from '../refusal.ts'
import type { Vendor } from '../vendor.ts'
import { adminRoutes } from './admin.ts'
import { personRoutes } from './persons.ts'
import { recordButtons } from './records.ts'
import { tell } from './told.ts'

/** What can be looked at beside the API, and what users of the CRM do in it. */
export function controlRoutes(vendor: Vendor): Hono {
  const app = new Hono().basePath('/crm')
  app.get('/told', (c) => c.json(tell(vendor.org)))
  app.delete('/sessions', (c) => {
    vendor.passes.expireAll()
    return c.body(null, 204)
  })
  for (const routes of [recordButtons, personRoutes, adminRoutes]) app.route('/', routes(vendor))
  app.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400)
    if (error instanceof Refused) return c.json({ error: error.message, code: error.code }, 400)
    throw error
  })
  return app
}
