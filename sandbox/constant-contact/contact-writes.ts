import { Hono } from 'hono'
import type { z } from 'zod'
import { leave, permit } from '../world/consent.ts'
import { deletion } from '../world/contact-state.ts'
import type { ContactState } from '../world/world.ts'
import { readBody, wrongMedia } from './body.ts'
import { postInput, putInput } from './contact-input.ts'
import { contactResource, includable } from './contact-resource.ts'
import { badRequest, badRequests, conflict, notFound } from './errors.ts'
import { needs } from './gate.ts'
import { replaced, unknownReferences, type Act } from './profile-write.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

export function contactWriteRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.post('/contacts', needs('contact_data'), (c) => create(c, vendor))
  app.put('/contacts/:id', needs('contact_data'), (c) => update(c, vendor))
  app.delete('/contacts/:id', needs('contact_data'), (c) => remove(c, vendor))
  return app
}

async function create(c: Ctx, { world }: Vendor) {
  const refused = wrongMedia(c)
  if (refused !== undefined) return refused
  const body = await readBody(c, postInput)
  if (body instanceof Response) return body
  const unknown = unknownReferences(world, body)
  if (unknown.length > 0) return badRequests(c, unknown)
  const now = c.get('now')
  const { address = '', permission_to_send: asked } = body.email_address ?? {}
  const holder = world.holderOf(address, now)
  if (holder !== undefined) return taken(c, holder)
  const by = body.create_source
  // The vendor does not say what an omitted permission means; imports show its way of thinking.
  const usual = by === 'Contact' ? 'explicit' : 'implicit'
  const permission = address === '' ? 'not_set' : (asked ?? usual)
  const listIds = [...new Set(body.list_memberships)]
  const contactId = world.create({ address, permission, by, listIds }, now)
  const act = { at: now, by }
  const happen = (state: ContactState) => {
    if (permission === 'unsubscribed') leave(state, { at: now, source: by, reason: '' })
    state.profile = replaced(state, body, act)
  }
  world.edit(contactId, { ...act, happen })
  return c.json(contactResource(present(world.contactAt(contactId, now)), sent(body)), 201)
}

async function update(c: Ctx, { world }: Vendor) {
  const now = c.get('now')
  const contactId = c.req.param('id') ?? ''
  const state = world.contactAt(contactId, now)
  if (state === undefined) return notFound(c, 'The requested resource was not found.')
  const body = await readBody(c, putInput)
  if (body instanceof Response) return body
  const unknown = unknownReferences(world, body)
  if (unknown.length > 0) return badRequests(c, unknown)
  const by = body.update_source
  if (state.deletedAt !== undefined && by !== 'Account') {
    return badRequest(c, 'update_source must be Account to restore a deleted contact')
  }
  const { address } = body.email_address ?? {}
  const holder = address === undefined ? undefined : world.holderOf(address, now)
  if (holder !== undefined && holder.index !== state.index) return taken(c, holder)
  const act = { at: now, by }
  world.edit(contactId, { ...act, happen: (one) => write(one, body, act) })
  return c.json(contactResource(present(world.contactAt(contactId, now)), sent(body)))
}

function write(state: ContactState, body: z.infer<typeof putInput>, act: Act): void {
  state.profile = replaced(state, body, act)
  if (state.deletedAt !== undefined) delete state.deletedAt
  if (body.list_memberships !== undefined) state.listIds = [...new Set(body.list_memberships)]
  if (body.email_address === undefined) return
  const { address, permission_to_send: permission, opt_out_reason: reason } = body.email_address
  state.address = address
  if (permission === 'unsubscribed') {
    leave(state, { at: act.at, source: act.by, reason: reason ?? '' })
  } else if (permission !== undefined) {
    permit(state, permission, act)
  }
}

/** A deleted contact stays in the account, and can be brought back. */
function remove(c: Ctx, { world }: Vendor) {
  const now = c.get('now')
  const state = world.contactAt(c.req.param('id') ?? '', now)
  if (state === undefined) return notFound(c, 'The requested resource was not found.')
  if (state.deletedAt === undefined) world.edit(state.contact.contactId, deletion(now))
  return c.body(null, 204)
}

/** An address stays with its contact, even with a deleted one. */
function taken(c: Ctx, { contact }: ContactState) {
  const message = `Validation failed: Email already exists for contact ${contact.contactId}`
  return conflict(c, message)
}

/** The answer shows those subresources that the request held. */
function sent(body: object): string[] {
  return includable.filter((name) => name in body)
}

function present(state: ContactState | undefined): ContactState {
  if (state === undefined) throw new Error('a contact that was just written is missing')
  return state
}
