import { Hono } from 'hono'
import { z } from 'zod'
import type { ContactState } from '../world/world.ts'
import { numbers, readBody } from './body.ts'
import { notFound } from './errors.ts'
import { groupShower } from './groups.ts'
import { groupId, listsOfGroups, memberNumbered, numberIn } from './ids.ts'
import { page } from './paging.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

/** The groups one member is in. */
export function memberGroupRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/members/:id{\\d+}/groups', (c) => {
    const state = one(c, vendor)
    if (state === undefined) return notFound(c, 'member')
    const lists = vendor.world.lists.all().filter(({ listId }) => state.listIds.includes(listId))
    return page(c, lists, groupShower(vendor, c.get('now')))
  })
  app.put('/members/:id{\\d+}/groups', (c) => changed(c, vendor, 'join'))
  app.put('/members/:id{\\d+}/groups/remove', (c) => changed(c, vendor, 'leave'))
  return app
}

function one(c: Ctx, { world }: Vendor): ContactState | undefined {
  const state = memberNumbered(world, numberIn(c.req.param('id')), c.get('now'))
  return state?.deletedAt === undefined ? state : undefined
}

/** Answers the groups that were joined or left by this. */
async function changed(c: Ctx, vendor: Vendor, way: 'join' | 'leave') {
  const state = one(c, vendor)
  if (state === undefined) return notFound(c, 'member')
  const body = await readBody(c, z.object({ group_ids: numbers }))
  if (body instanceof Response) return body
  const named = listsOfGroups(vendor.world, body.group_ids)
  if (named === undefined) return notFound(c, 'group')
  const listIds = named.filter((id) => state.listIds.includes(id) === (way === 'leave'))
  regroup(vendor, [state], { listIds, way }, c.get('now'))
  return c.json([...new Set(listIds)].map((id) => groupId(vendor.world, id)))
}

/** Puts members on some lists of the world, or takes them off. */
export function regroup(
  { world }: Pick<Vendor, 'world'>,
  states: readonly ContactState[],
  { listIds, way }: { listIds: readonly string[]; way: 'join' | 'leave' },
  at: number,
): void {
  const happen = (state: ContactState) => {
    const others = state.listIds.filter((id) => !listIds.includes(id))
    state.listIds = way === 'join' ? [...others, ...listIds] : others
  }
  for (const { contact } of states) world.edit(contact.contactId, { at, by: 'Account', happen })
}
