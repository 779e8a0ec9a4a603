import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { Vendor } from './vendor.ts'

const policyInput = z
  .strictObject({
    expiration: z.enum(['Absolute', 'Sliding']),
    timeoutMinutes: z.number().positive(),
    failCount: z.int().min(-1),
    lockOutHours: z.number().positive(),
  })
  .partial()

/** The members of saved queries: a user changes what a query finds. */
export function listButtons({ queries }: Vendor): Hono {
  const app = new Hono()
  app.get('/lists', (c) =>
    c.json(
      queries.all().map(({ key, object, name, members }) => {
        return { id: key, object, name, entries: members.size, members: [...members] }
      }),
    ),
  )
  app.put('/lists/:list/members/:id', (c) => changed(c, 'add'))
  app.delete('/lists/:list/members/:id', (c) => changed(c, 'delete'))
  return app

  function changed(c: Context, what: 'add' | 'delete') {
    const query = queries.withKey(c.req.param('list') ?? '')
    const id = c.req.param('id') ?? ''
    if (query === undefined || (what === 'delete' && !query.members.has(id))) return nothing(c)
    query.members[what](id)
    return c.body(null, 204)
  }
}

/** How the vendor's administrator has set up tokens, and what a restart does. */
export function tokenButtons({ tokens }: Vendor): Hono {
  const app = new Hono()
  app.get('/tokens', (c) => c.json(tokens.policy))
  app.put('/tokens', async (c) => {
    const input = policyInput.safeParse(await c.req.json().catch(() => undefined))
    if (!input.success) return c.json({ error: z.prettifyError(input.error) }, 400)
    Object.assign(tokens.policy, input.data)
    return c.body(null, 204)
  })
  app.delete('/tokens', (c) => {
    tokens.endAll()
    return c.body(null, 204)
  })
  app.delete('/lockouts', (c) => {
    tokens.unlock()
    return c.body(null, 204)
  })
  return app
}

export function nothing(c: Context) {
  return c.json({ error: 'There is nothing of that kind.' }, 404)
}
