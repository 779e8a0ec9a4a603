import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { merge } from '../merging.ts'
import { create, remove, update } from '../saving.ts'
import type { Vendor } from '../vendor.ts'
import { bodyOf, nothing } from './answers.ts'

const mergeInput = z.strictObject({ into: z.string() })
const values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))

/** Records as the database has them, and what a user does to one. */
export function recordButtons({ org }: Vendor): Hono {
  const { admin } = org.users
  const app = new Hono()
  const objectIn = (c: Context) => org.object(c.req.param('type') ?? '')
  const rowIn = (c: Context) => {
    const object = objectIn(c)
    return object && org.table(object.name).get(c.req.param('id') ?? '')
  }
  app.get('/records/:type', (c) => {
    const object = objectIn(c)
    return object === undefined ? nothing(c) : c.json([...org.table(object.name).all()])
  })
  app.get('/records/:type/:id', (c) => {
    const row = rowIn(c)
    return row === undefined ? nothing(c) : c.json(row)
  })
  app.post('/records/:type', async (c) => {
    const object = objectIn(c)
    if (object === undefined) return nothing(c)
    const { Id: id } = create(org, object, values.parse(await bodyOf(c)), admin)
    return c.json({ id }, 201)
  })
  app.patch('/records/:type/:id', async (c) => {
    const row = rowIn(c)
    if (row === undefined || row.IsDeleted) return nothing(c)
    update(org, row, values.parse(await bodyOf(c)), admin)
    return c.body(null, 204)
  })
  app.post('/records/:type/:id/merge', async (c) => {
    const row = rowIn(c)
    const kept = org.find(mergeInput.parse(await bodyOf(c)).into)
    const both = row !== undefined && kept !== undefined && row !== kept && !row.IsDeleted
    if (!both || objectIn(c) !== org.objectOfId(kept.Id)) return nothing(c)
    merge(org, row, kept, admin)
    return c.body(null, 204)
  })
  app.delete('/records/:type/:id', (c) => {
    const row = rowIn(c)
    if (row === undefined || row.IsDeleted) return nothing(c)
    remove(org, row, admin)
    return c.body(null, 204)
  })
  return app
}
