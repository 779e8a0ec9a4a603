import { Hono } from 'hono'
import { isoTime } from '../world/time.ts'
import type { ListDefinition } from '../world/definition.ts'
import { badRequest, notFound } from './errors.ts'
import { needs } from './gate.ts'
import { cut, nextHref, readPage } from './paging.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

export function listRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/contact_lists', needs('contact_data'), (c) => collection(c, vendor))
  app.get('/contact_lists/:id', needs('contact_data'), (c) => single(c, vendor))
  return app
}

function collection(c: Ctx, vendor: Vendor) {
  const request = readPage(c, { usual: 50, most: 1000 })
  if (typeof request === 'string') return badRequest(c, request)
  const { query } = request
  const counting = query.get('include_membership_count')
  if (counting !== null && counting !== 'all' && counting !== 'active') {
    return badRequest(c, 'include_membership_count does not have a valid value')
  }
  const name = query.get('name')
  // No list of this world is ever deleted, so that status alone finds none.
  const lists = vendor.world.definition.lists.filter(
    (list) => (name === null || list.name === name) && query.get('status') !== 'deleted',
  )
  const numbered = lists.map((list, index) => ({ list, index }))
  const { page, after } = cut(numbered, request, (one) => -one.index)
  return c.json({
    lists: page.map((one) => shown(vendor, one.list, counting, c.get('now'))),
    ...(query.get('include_count') === 'true' && { lists_count: lists.length }),
    ...(after !== undefined && { _links: { next: { href: nextHref(c, request, after) } } }),
  })
}

function single(c: Ctx, vendor: Vendor) {
  const list = vendor.world.definition.lists.find((one) => one.listId === c.req.param('id'))
  if (list === undefined) return notFound(c, 'The requested list was not found.')
  return c.json(shown(vendor, list, c.req.query('include_membership_count') ?? null, c.get('now')))
}

function shown(vendor: Vendor, list: ListDefinition, counting: string | null, now: number) {
  const { world } = vendor
  const members = () =>
    world.contactsAt(now).filter((state) => {
      if (!state.listIds.includes(list.listId) || state.deletedAt !== undefined) return false
      return counting === 'all' || ['explicit', 'implicit'].includes(state.permission)
    }).length
  const created = isoTime(world.start + list.createdAfter)
  return {
    list_id: list.listId,
    name: list.name,
    description: list.description,
    favorite: list.favorite,
    created_at: created,
    updated_at: created,
    ...(counting !== null && { membership_count: members() }),
  }
}
