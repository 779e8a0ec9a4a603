import { Hono } from 'hono'
import { z } from 'zod'
import type { ListInput } from '../world/lists.ts'
import { activityAnswer, order } from './activity-resource.ts'
import { ids, readBody } from './body.ts'
import { badRequest, conflict, notFound } from './errors.ts'
import { needs } from './gate.ts'
import { listResource } from './lists.ts'
import { membersOf, takeOff } from './memberships.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

export function listWriteRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.post('/contact_lists', needs('contact_data'), (c) => create(c, vendor))
  app.put('/contact_lists/:id', needs('contact_data'), (c) => update(c, vendor))
  app.delete('/contact_lists/:id', needs('contact_data'), (c) => remove(c, vendor))
  app.post('/activities/list_delete', needs('contact_data'), (c) => removeMany(c, vendor))
  return app
}

const input = z.object({
  name: z.string().min(1).max(255),
  description: z.string().nullish(),
  favorite: z.boolean().default(false),
})

/** What a PUT leaves out is as if it had never been given. */
function written({ name, description, favorite }: z.infer<typeof input>): ListInput {
  return { name, favorite, ...(description != null && { description }) }
}

async function create(c: Ctx, { world }: Vendor) {
  const body = await readBody(c, input)
  if (body instanceof Response) return body
  if (world.lists.named(body.name) !== undefined) {
    return conflict(c, `A list with the name ${body.name} already exists`)
  }
  return c.json(listResource(world.lists.create(written(body), c.get('now'))), 201)
}

async function update(c: Ctx, { world }: Vendor) {
  const list = world.lists.live(c.req.param('id') ?? '')
  if (list === undefined) return notFound(c, 'The requested list was not found.')
  const body = await readBody(c, input)
  if (body instanceof Response) return body
  const holder = world.lists.named(body.name)
  // A 409 is documented for creating only.
  if (holder !== undefined && holder !== list) {
    return badRequest(c, `A list with the name ${body.name} already exists`)
  }
  world.lists.update(list, written(body), c.get('now'))
  return c.json(listResource(list))
}

/** The list and its memberships go; the contacts stay. */
function remove(c: Ctx, vendor: Vendor) {
  const list = vendor.world.lists.live(c.req.param('id') ?? '')
  if (list === undefined) return notFound(c, 'The requested list was not found.')
  const job = orderRemoval(c, vendor, [list.listId])
  if (job instanceof Response) return job
  c.header('location', `/v3/activities/${job.jobId}`)
  return c.json(activityAnswer(job, c.get('now'), 'single_list_delete'), 202)
}

async function removeMany(c: Ctx, vendor: Vendor) {
  const body = await readBody(c, z.object({ list_ids: ids(100, 1) }))
  if (body instanceof Response) return body
  const job = orderRemoval(c, vendor, [...new Set(body.list_ids)])
  return job instanceof Response ? job : c.json(activityAnswer(job, c.get('now')), 201)
}

function orderRemoval(c: Ctx, vendor: Vendor, listIds: string[]) {
  const { world } = vendor
  return order(c, vendor, {
    kind: 'list_delete',
    size: listIds.length,
    lists: listIds.length,
    plan: (_, job) =>
      listIds.map((listId) => (at) => {
        if (world.lists.live(listId) === undefined) {
          job.messages.push(`List ${listId} was not found`)
          return
        }
        for (const member of membersOf(world, [listId], at)) takeOff(world, member, [listId], at)
        world.lists.remove(listId, at)
      }),
  })
}
