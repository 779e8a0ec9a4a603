import { Hono } from 'hono'
import { z } from 'zod'
import type { Field } from '../field.ts'
import { installPractifi, removePractifi } from '../practifi.ts'
import type { Vendor } from '../vendor.ts'
import { bodyOf, nothing } from './answers.ts'

const packageInput = z.strictObject({ prefix: z.string().regex(/^[a-z]\w*__$/) })

const rights = z.strictObject({
  query: z.boolean().optional(),
  create: z.boolean().optional(),
  update: z.boolean().optional(),
  delete: z.boolean().optional(),
  /** Fields that the API's user may not see any more. */
  hidden: z.array(z.string()).optional(),
})

const fieldInput = z.strictObject({
  name: z.string().regex(/^[A-Za-z]\w*__c$/),
  type: z.enum(['string', 'double', 'boolean', 'date', 'datetime', 'textarea']),
  length: z.number().int().positive().optional(),
  externalId: z.boolean().optional(),
})

const lockInput = z.strictObject({ object: z.string(), records: z.number().int().nonnegative() })

/** What an administrator does: the package, rights, fields; and somebody who locks records. */
export function adminRoutes({ org, locks }: Vendor): Hono {
  const app = new Hono()
  app.put('/package', async (c) => {
    installPractifi(org, packageInput.parse(await bodyOf(c)).prefix)
    return c.body(null, 204)
  })
  app.delete('/package', (c) => {
    removePractifi(org)
    return c.body(null, 204)
  })
  app.patch('/rights/:type', async (c) => {
    const object = org.object(c.req.param('type'))
    if (object === undefined) return nothing(c)
    const { hidden, ...can } = rights.parse(await bodyOf(c))
    for (const [name, may] of Object.entries(can)) {
      if (may !== undefined) object.can[name as keyof typeof object.can] = may
    }
    if (hidden !== undefined) object.hidden = new Set(hidden)
    return c.body(null, 204)
  })
  app.post('/fields/:type', async (c) => {
    const object = org.object(c.req.param('type'))
    if (object === undefined) return nothing(c)
    const { name, type, length, externalId } = fieldInput.parse(await bodyOf(c))
    const field: Field = {
      name,
      type,
      access: 'write',
      ...(length !== undefined && { length }),
      ...(externalId !== undefined && { externalId }),
      ...(type === 'boolean' && { default: false }),
      ...(type === 'textarea' && { opaque: true }),
    }
    object.fields.set(name.toLowerCase(), field)
    const table = org.table(object.name)
    for (const row of table.all()) table.set(row, { [name]: field.default ?? null })
    return c.body(null, 201)
  })
  app.post('/locks', async (c) => {
    const { object: name, records } = lockInput.parse(await bodyOf(c))
    const object = org.object(name)
    if (object === undefined) return nothing(c)
    locks.hold(object.name, records)
    return c.body(null, 204)
  })
  return app
}
