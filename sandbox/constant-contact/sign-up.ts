import { Hono } from 'hono'
import type { z } from 'zod'
import { permit } from '../world/consent.ts'
import type { ContactState } from '../world/world.ts'
import { readBody } from './body.ts'
import { signUpInput } from './contact-input.ts'
import { badRequest, badRequests } from './errors.ts'
import { needs } from './gate.ts'
import { mostLists } from './memberships.ts'
import { merged, streetOf, unknownReferences, updated } from './profile-write.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

export function signUpRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.post('/contacts/sign_up_form', needs('contact_data'), (c) => signUp(c, vendor))
  return app
}

/**
 * The contact signs up by itself, so whoever was there has given explicit permission, even after
 * an opt-out; whoever is new must confirm first, where the account is set up so.
 */
async function signUp(c: Ctx, { world, confirmedOptIn }: Vendor) {
  const body = await readBody(c, signUpInput)
  if (body instanceof Response) return body
  const unknown = unknownReferences(world, body)
  if (unknown.length > 0) return badRequests(c, unknown)
  const now = c.get('now')
  const address = body.email_address
  const holder = world.holderOf(address, now)
  if (new Set([...(holder?.listIds ?? []), ...body.list_memberships]).size > mostLists) {
    return badRequest(c, `A contact can be a member of up to ${mostLists} lists`)
  }
  const permission = confirmedOptIn ? 'pending_confirmation' : 'explicit'
  const contactId =
    holder?.contact.contactId
    ?? world.create({ address, permission, by: 'Contact', listIds: [] }, now)
  const happen = (state: ContactState) => {
    if (holder !== undefined) permit(state, 'explicit', { at: now, by: 'Contact' })
    write(state, body, now)
  }
  world.edit(contactId, { at: now, by: 'Contact', happen })
  if (holder === undefined && confirmedOptIn) {
    world.invite(contactId, { kind: 'sign-up', listIds: [] }, now)
  }
  const action = holder === undefined ? 'created' : 'updated'
  return c.json({ contact_id: contactId, action }, holder === undefined ? 201 : 200)
}

function write(state: ContactState, body: z.infer<typeof signUpInput>, at: number): void {
  const { custom_fields: fields, phone_number: phone, street_address: street, ...scalars } = body
  if (state.deletedAt !== undefined) delete state.deletedAt
  state.listIds = [...new Set([...state.listIds, ...body.list_memberships])]
  state.profile = updated(state, scalars, { at, by: 'Contact' })
  if (fields !== undefined) {
    state.profile = { ...state.profile, fields: merged(state.profile.fields, fields) }
  }
  if (phone != null) {
    const phones = [{ phone_number: phone, kind: 'other' as const }]
    state.profile = updated(state, { phone_numbers: phones }, { at, by: 'Contact' })
  }
  if (street !== undefined) {
    const others = state.profile.streets.filter((one) => one.kind !== street.kind)
    const streets = [...others, streetOf(state, street, { at })]
    state.profile = { ...state.profile, streets }
  }
}
