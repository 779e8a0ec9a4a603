import { Hono } from 'hono'
import type { ContactList } from '../world/lists.ts'
import { isoTime } from '../world/time.ts'
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
  const statuses = (query.get('status') ?? 'active').split(',').filter(Boolean)
  const wrong = statuses.find((one) => !['all', 'active', 'deleted'].includes(one))
  if (wrong !== undefined) return badRequest(c, `status does not have a valid value: ${wrong}`)
  const numbered = vendor.world.lists
    .all()
    .map((list, index) => ({ list, index }))
    .filter(({ list }) => name === null || list.name === name)
    .filter(({ list }) => hasStatus(list, statuses))
  const { page, after } = cut(numbered, request, (one) => -one.index)
  return c.json({
    lists: page.map((one) => counted(vendor, one.list, counting, c.get('now'))),
    ...(query.get('include_count') === 'true' && { lists_count: numbered.length }),
    ...(after !== undefined && { _links: { next: { href: nextHref(c, request, after) } } }),
  })
}

function hasStatus({ deletedAt }: ContactList, statuses: string[]): boolean {
  return (
    statuses.includes('all') || statuses.includes(deletedAt === undefined ? 'active' : 'deleted')
  )
}

function single(c: Ctx, vendor: Vendor) {
  const list = vendor.world.lists.all().find((one) => one.listId === c.req.param('id'))
  if (list === undefined) return notFound(c, 'The requested list was not found.')
  const counting = c.req.query('include_membership_count') ?? null
  return c.json(counted(vendor, list, counting, c.get('now')))
}

function counted(vendor: Vendor, list: ContactList, counting: string | null, now: number) {
  const members = () =>
    vendor.world.contactsAt(now).filter((state) => {
      if (!state.listIds.includes(list.listId) || state.deletedAt !== undefined) return false
      return counting === 'all' || ['explicit', 'implicit'].includes(state.permission)
    }).length
  return { ...listResource(list), ...(counting !== null && { membership_count: members() }) }
}

export function listResource(list: ContactList) {
  const { listId, name, description, favorite, createdAt, updatedAt, deletedAt } = list
  return {
    list_id: listId,
    name,
    ...(description !== undefined && { description }),
    favorite,
    created_at: isoTime(createdAt),
    updated_at: isoTime(updatedAt),
    ...(deletedAt !== undefined && { deleted_at: isoTime(deletedAt) }),
  }
}
