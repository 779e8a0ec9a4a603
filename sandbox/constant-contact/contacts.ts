import { Hono } from 'hono'
import { contactFilter } from './contact-filter.ts'
import { contactResource, includable } from './contact-resource.ts'
import { badRequest, notFound } from './errors.ts'
import { needs } from './gate.ts'
import { cut, nextHref, readPage } from './paging.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

export function contactRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/contacts', needs('contact_data'), (c) => collection(c, vendor))
  app.get('/contacts/counts', needs('contact_data'), (c) => counts(c, vendor))
  app.get('/contacts/:id', needs('contact_data'), (c) => single(c, vendor))
  return app
}

function collection(c: Ctx, vendor: Vendor) {
  const request = readPage(c, { usual: 50, most: 500 })
  if (typeof request === 'string') return badRequest(c, request)
  const { query } = request
  const include = includes(query.get('include'))
  if (typeof include === 'string') return badRequest(c, include)
  const matches = contactFilter(query)
  if (typeof matches === 'string') return badRequest(c, matches)
  const states = vendor.world.contactsAt(c.get('now')).filter(matches)
  const { page, after } = cut(states, request, (state) => -state.index)
  return c.json({
    contacts: page.map((state) => contactResource(state, include)),
    ...(query.get('include_count') === 'true' && { contacts_count: states.length }),
    ...(after !== undefined && { _links: { next: { href: nextHref(c, request, after) } } }),
  })
}

function single(c: Ctx, vendor: Vendor) {
  const include = includes(c.req.query('include') ?? null)
  if (typeof include === 'string') return badRequest(c, include)
  const state = vendor.world.contactAt(c.req.param('id') ?? '', c.get('now'))
  if (state === undefined) return notFound(c, 'The requested resource was not found.')
  return c.json(contactResource(state, include))
}

function counts(c: Ctx, vendor: Vendor) {
  const now = c.get('now')
  const states = vendor.world.contactsAt(now).filter((one) => one.deletedAt === undefined)
  const count = (permission: string) =>
    states.filter((state) => state.permission === permission).length
  const recent = states.filter((state) => state.createdAt > now - 30 * 86_400_000).length
  return c.json({
    total: states.length,
    explicit: count('explicit'),
    implicit: count('implicit'),
    pending: count('pending_confirmation'),
    unsubscribed: count('unsubscribed'),
    ...(c.req.query('include') === 'new_subscriber' && { new_subscriber: recent }),
  })
}

function includes(text: string | null): string[] | string {
  const parts = (text ?? '').split(',').filter(Boolean)
  const unknown = parts.find((part) => !includable.includes(part))
  return unknown === undefined ? parts : `include does not accept ${unknown}`
}
