import { Hono } from 'hono'
import { z } from 'zod'
import type { ContactList } from '../world/lists.ts'
import { readBody } from './body.ts'
import { notFound, refused } from './errors.ts'
import { groupId, listOfGroup, numberIn } from './ids.ts'
import { page } from './paging.ts'
import type { Standing } from './standing.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

/** The lists of the world are the account's groups, all of the usual type. */
export function groupRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/groups', (c) => {
    const lists = vendor.world.lists.all().filter((one) => one.deletedAt === undefined)
    return page(c, lists, groupShower(vendor, c.get('now')))
  })
  app.post('/groups', (c) => created(c, vendor))
  app.get('/groups/:id{\\d+}', (c) => {
    const list = listOfGroup(vendor.world, numberIn(c.req.param('id')))
    if (list === undefined) return notFound(c, 'group')
    return c.json(groupShower(vendor, c.get('now'))(list))
  })
  app.put('/groups/:id{\\d+}', (c) => renamed(c, vendor))
  app.delete('/groups/:id{\\d+}', (c) => {
    const list = listOfGroup(vendor.world, numberIn(c.req.param('id')))
    if (list === undefined) return notFound(c, 'group')
    vendor.world.lists.remove(list.listId, c.get('now'))
    return c.json(true)
  })
  return app
}

/** Shows groups with how many of their members are in each state. */
export function groupShower(vendor: Vendor, now: number) {
  const { world, standings, keys } = vendor
  const is = standings.at(now)
  const counts = new Map<string, number>()
  for (const state of world.contactsAt(now)) {
    if (state.deletedAt !== undefined) continue
    for (const listId of state.listIds) {
      const key = `${listId} ${is(state)}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
  return ({ listId, name }: ContactList) => {
    const count = (standing: Standing) => counts.get(`${listId} ${standing}`) ?? 0
    return {
      member_group_id: groupId(world, listId),
      account_id: Number(keys.accountId),
      group_name: name,
      group_type: 'g',
      active_count: count('a'),
      error_count: count('e'),
      optout_count: count('o'),
      deleted_at: null,
      purged_at: null,
    }
  }
}

const name = z.string().trim().min(1).max(255)
const creation = z.object({
  groups: z
    .array(z.object({ group_name: name }))
    .min(1)
    .max(500),
})

async function created(c: Ctx, { world }: Vendor) {
  const body = await readBody(c, creation)
  if (body instanceof Response) return body
  const names = body.groups.map((one) => one.group_name)
  const taken = names.find((one, place) => {
    return world.lists.named(one) !== undefined || names.indexOf(one) !== place
  })
  if (taken !== undefined) return refused(c, `There is a group ${taken} already`)
  const lists = names.map((one) => {
    return world.lists.create({ name: one, favorite: false }, c.get('now'))
  })
  return c.json(
    lists.map((list) => ({
      member_group_id: groupId(world, list.listId),
      group_name: list.name,
    })),
  )
}

async function renamed(c: Ctx, { world }: Vendor) {
  const list = listOfGroup(world, numberIn(c.req.param('id')))
  if (list === undefined) return notFound(c, 'group')
  const body = await readBody(c, z.object({ group_name: name }))
  if (body instanceof Response) return body
  const holder = world.lists.named(body.group_name)
  if (holder !== undefined && holder !== list) {
    return refused(c, `There is a group ${body.group_name} already`)
  }
  const { description, favorite } = list
  const kept = { favorite, ...(description !== undefined && { description }) }
  world.lists.update(list, { ...kept, name: body.group_name }, c.get('now'))
  return c.json(true)
}
