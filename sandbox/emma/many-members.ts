import { Hono } from 'hono'
import { z } from 'zod'
import { deletion } from '../world/contact-state.ts'
import { numbers, readBody } from './body.ts'
import { notFound } from './errors.ts'
import { memberId } from './ids.ts'
import { standing } from './member-writes.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

/** What is done to many members at once; those who are not there are passed over. */
export function manyMemberRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.put('/members/delete', (c) => deleted(c, vendor))
  app.put('/members/status', (c) => changed(c, vendor))
  app.put('/members/status/:from/to/:to', (c) => moved(c, vendor))
  return app
}

/** The members with those numbers, as far as there are any. */
export function membersNumbered({ world }: Vendor, ids: readonly number[], now: number) {
  const wanted = new Set(ids)
  return world
    .contactsAt(now)
    .filter((state) => state.deletedAt === undefined && wanted.has(memberId(state)))
}

async function deleted(c: Ctx, vendor: Vendor) {
  const body = await readBody(c, z.object({ member_ids: numbers }))
  if (body instanceof Response) return body
  const now = c.get('now')
  for (const { contact } of membersNumbered(vendor, body.member_ids, now)) {
    vendor.world.edit(contact.contactId, deletion(now))
  }
  return c.json(true)
}

async function changed(c: Ctx, vendor: Vendor) {
  const body = await readBody(c, z.object({ member_ids: numbers, status_to: standing }))
  if (body instanceof Response) return body
  const now = c.get('now')
  for (const { contact } of membersNumbered(vendor, body.member_ids, now)) {
    vendor.standings.set(contact.contactId, body.status_to, now)
  }
  return c.json(true)
}

/** Everybody in one state is put into another. */
function moved(c: Ctx, { world, standings }: Vendor) {
  const from = standing.safeParse(c.req.param('from'))
  const to = standing.safeParse(c.req.param('to'))
  if (!from.success || !to.success) return notFound(c, 'status')
  const now = c.get('now')
  const is = standings.at(now)
  for (const state of world.contactsAt(now)) {
    if (state.deletedAt !== undefined || is(state) !== from.data) continue
    standings.set(state.contact.contactId, to.data, now)
  }
  return c.json(true)
}
