import { Hono } from 'hono'
import { z } from 'zod'
import { numbers, readBody } from './body.ts'
import { notFound } from './errors.ts'
import { listOfGroup, memberId, numberIn } from './ids.ts'
import { membersNumbered } from './many-members.ts'
import { regroup } from './member-groups.ts'
import { memberShower } from './member-resource.ts'
import { page } from './paging.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

/** Who is in a group; whoever is deleted has left all of them. */
export function groupMemberRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/groups/:id{\\d+}/members', (c) => {
    const list = listOfGroup(vendor.world, numberIn(c.req.param('id')))
    if (list === undefined) return notFound(c, 'group')
    const now = c.get('now')
    const members = vendor.world.contactsAt(now).filter((state) => {
      return state.deletedAt === undefined && state.listIds.includes(list.listId)
    })
    return page(c, members, memberShower(vendor, now))
  })
  app.put('/groups/:id{\\d+}/members', (c) => changed(c, vendor, 'join'))
  app.put('/groups/:id{\\d+}/members/remove', (c) => changed(c, vendor, 'leave'))
  return app
}

/** Answers the members that joined or left by this. */
async function changed(c: Ctx, vendor: Vendor, way: 'join' | 'leave') {
  const list = listOfGroup(vendor.world, numberIn(c.req.param('id')))
  if (list === undefined) return notFound(c, 'group')
  const body = await readBody(c, z.object({ member_ids: numbers }))
  if (body instanceof Response) return body
  const now = c.get('now')
  const states = membersNumbered(vendor, body.member_ids, now).filter(
    (state) => state.listIds.includes(list.listId) === (way === 'leave'),
  )
  regroup(vendor, states, { listIds: [list.listId], way }, now)
  return c.json(states.map((state) => memberId(state)))
}
