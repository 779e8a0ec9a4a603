import { Hono } from 'hono'
import { z } from 'zod'
import { permit } from '../world/consent.ts'
import type { ContactState } from '../world/world.ts'
import { address, fieldValues, numbers, readBody } from './body.ts'
import { enlist } from './enlist.ts'
import { notFound, refused } from './errors.ts'
import { listsOfGroups, memberId, memberNumbered, numberIn } from './ids.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

/** Members one by one: added by the firm, signed up by themselves, changed. */
export function memberWriteRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.post('/members/add', (c) => added(c, vendor, 'Account'))
  app.post('/members/signup', (c) => added(c, vendor, 'Contact'))
  app.put('/members/email/optout/:email', (c) => optedOut(c, vendor))
  app.put('/members/:id{\\d+}', (c) => updated(c, vendor))
  return app
}

const single = z.object({
  email: address,
  fields: fieldValues.default({}),
  group_ids: numbers.default([]),
})

async function added(c: Ctx, vendor: Vendor, by: 'Account' | 'Contact') {
  const body = await readBody(c, single)
  if (body instanceof Response) return body
  const listIds = listsOfGroups(vendor.world, body.group_ids)
  if (listIds === undefined) return notFound(c, 'group')
  const strange = vendor.fields.strange(body.fields)
  if (strange !== undefined) return refused(c, `There is no field ${strange}`)
  const now = c.get('now')
  const input = { address: body.email, fields: body.fields, listIds, by }
  const { state, added } = enlist(vendor, input, now)
  const { contactId } = state.contact
  if (by === 'Contact' && !added) {
    const happen = (one: ContactState) => permit(one, 'explicit', { at: now, by })
    vendor.world.edit(contactId, { at: now, by, happen })
  }
  const after = vendor.world.contactAt(contactId, now) ?? state
  const status = vendor.standings.at(now)(after)
  return c.json({ member_id: memberId(after), status, added })
}

function optedOut(c: Ctx, { world, standings }: Vendor) {
  const state = world.holderOf(c.req.param('email') ?? '', c.get('now'))
  if (state === undefined || state.deletedAt !== undefined) return notFound(c, 'member')
  standings.set(state.contact.contactId, 'o', c.get('now'))
  return c.json(true)
}

export const standing = z.enum(['a', 'e', 'o'])

const change = z.object({
  email: address.optional(),
  fields: fieldValues.default({}),
  status_to: standing.optional(),
})

async function updated(c: Ctx, vendor: Vendor) {
  const { world, fields, standings } = vendor
  const now = c.get('now')
  const state = memberNumbered(world, numberIn(c.req.param('id')), now)
  if (state === undefined || state.deletedAt !== undefined) return notFound(c, 'member')
  const body = await readBody(c, change)
  if (body instanceof Response) return body
  const strange = fields.strange(body.fields)
  if (strange !== undefined) return refused(c, `There is no field ${strange}`)
  const { contactId } = state.contact
  const becomes = body.email ?? state.address
  const holder = world.holderOf(becomes, now)
  if (holder !== undefined && holder.contact.contactId !== contactId) {
    return refused(c, `Another member has the address ${becomes}`)
  }
  const write = fields.writing(body.fields, now)
  const happen = (one: ContactState) => {
    one.address = becomes
    write(one)
  }
  world.edit(contactId, { at: now, by: 'Account', happen })
  if (body.status_to !== undefined) standings.set(contactId, body.status_to, now)
  return c.json(true)
}
