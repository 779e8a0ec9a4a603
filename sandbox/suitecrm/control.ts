import { Hono } from 'hono'
import { crmButtons } from '../sugar-data/buttons.ts'
import type { Vendor } from './vendor.ts'

/** The buttons of a CRM, and the one that ends all sessions of v4_1. */
export function controlRoutes({ crm, passes }: Vendor): Hono {
  const app = new Hono().basePath('/crm')
  app.delete('/sessions', (c) => {
    passes.endSessions()
    return c.body(null, 204)
  })
  app.route('/', crmButtons(crm))
  return app
}
