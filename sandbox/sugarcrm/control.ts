import { Hono } from 'hono'
import { z } from 'zod'
import { crmButtons } from '../sugar-data/buttons.ts'
import { findModule } from '../sugar-data/modules.ts'
import { levels } from './access.ts'
import type { Vendor } from './vendor.ts'

const rightsInput = z.strictObject({
  admin: z.boolean().optional(),
  modules: z.record(z.string(), z.enum(levels)).optional(),
})

/** The buttons of a CRM, and what its administrator lets the user of the API do. */
export function controlRoutes({ crm, access }: Vendor): Hono {
  const app = new Hono().basePath('/crm')
  app.post('/rights', async (c) => {
    const input = rightsInput.safeParse(await c.req.json().catch(() => undefined))
    if (!input.success) return c.json({ error: z.prettifyError(input.error) }, 400)
    const { admin = access.admin, modules = {} } = input.data
    access.admin = admin
    for (const [name, level] of Object.entries(modules)) {
      const module = findModule(name)
      if (module === undefined) return c.json({ error: `There is no module ${name}.` }, 400)
      access.set(module.name, level)
    }
    return c.body(null, 204)
  })
  app.route('/', crmButtons(crm))
  return app
}
