import { Hono } from 'hono'
import { z } from 'zod'
import { ids, readBody } from './body.ts'
import { contactResource } from './contact-resource.ts'
import { badRequest, conflict, notFound } from './errors.ts'
import { needs } from './gate.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

export function resubscribeRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.put('/contacts/resubscribe/:id', needs('contact_data'), (c) => resubscribe(c, vendor))
  return app
}

const input = z.object({ list_ids: ids(50, 1) })

/** The vendor writes to the contact; only the contact's own answer lifts the opt-out. */
async function resubscribe(c: Ctx, { world }: Vendor) {
  const now = c.get('now')
  const state = world.contactAt(c.req.param('id') ?? '', now)
  if (state === undefined) return notFound(c, 'The requested resource was not found.')
  const body = await readBody(c, input)
  if (body instanceof Response) return body
  const { list_ids: listIds } = body
  if (listIds.some((id) => world.lists.live(id) === undefined)) {
    return badRequest(c, 'list_ids contains an unknown list')
  }
  const { contactId } = state.contact
  if (state.deletedAt !== undefined) return badRequest(c, 'The contact is deleted')
  if (state.permission !== 'unsubscribed') return badRequest(c, 'The contact is not unsubscribed')
  if (world.invitations.of(contactId).some((one) => one.kind === 'resubscribe')) {
    return conflict(c, 'A resubscribe email was already sent')
  }
  world.invite(contactId, { kind: 'resubscribe', listIds }, now)
  return c.json(contactResource(state, ['list_memberships']))
}
