import { stringify } from 'csv-stringify/sync'
import { Hono } from 'hono'
import type { ContactList } from '../world/lists.ts'
import type { ContactState } from '../world/world.ts'
import { valueIn } from './columns.ts'
import { listedText } from './display-time.ts'
import { gatewayErrors, mistake, undocumented } from './errors.ts'
import { listName, listNamed, membersOf, recordId } from './ids.ts'
import { between, slice, timestamp } from './paging.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

export function listRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/list', (c) => listOfLists(c, vendor))
  app.get('/list/:list', (c) => download(c, vendor))
  app.delete('/list/:list', (c) => {
    const list = listNamed(vendor.world, c.req.param('list'))
    if (list === undefined) return mistake(c, 'list')
    vendor.world.lists.remove(list.listId, c.get('now'))
    return c.json({ status: 'success', message: 'List deleted' })
  })
  return app
}

function listOfLists(c: Ctx, vendor: Vendor) {
  // What the other kinds of listing hold is nowhere described.
  const kind = c.req.query('listingtype') ?? 'contact_list'
  if (kind.toLowerCase() !== 'contact_list') return c.json(gatewayErrors.notFound, 404)
  const now = c.get('now')
  const live = vendor.world.lists.all().filter((one) => one.deletedAt === undefined)
  const { rows, ...page } = slice(c, live)
  return c.json({ ...page, result: rows.map((one) => listResource(vendor, one, now)) })
}

const crms = ['Sforce', 'MSDyn', 'Sugar', 'SL', 'Nsuite']

function listResource({ world }: Vendor, list: ContactList, now: number) {
  const id = listName(world, list.listId)
  const offered = crms.map((crm) => [
    [`bIs${crm}`, false],
    [`bIs${crm}Available`, true],
  ])
  return {
    id,
    name: list.name,
    folderName: 'Default Folder',
    sourceId: id,
    baseId: id,
    description: list.description ?? '',
    sourceSize: String(membersOf(world, list.listId, now).length),
    sourceName: list.name,
    tsLastModified: list.updatedAt,
    tsLastCounted: now,
    tsSource: list.updatedAt,
    sourceTS: listedText(list.updatedAt, world.definition.account.timeZone),
    bIsSingleton: false,
    bIsList: true,
    bIsSforceReport: false,
    ...(Object.fromEntries(offered.flat()) as Record<string, boolean>),
  }
}

function download(c: Ctx, vendor: Vendor) {
  const { world, columns } = vendor
  const list = listNamed(world, c.req.param('list') ?? '')
  if (list === undefined) return mistake(c, 'list')
  const own = columns.of(list.listId)
  const dated = c.req.query('datequalifiers') === 'true'
  const asked = c.req.query('fields')?.split(';').filter(Boolean)
  if (dated && asked !== undefined) {
    return undocumented(c, 'datequalifiers cannot be used in conjunction with fields')
  }
  const shown = asked === undefined ? own : own.filter(({ heading }) => asked.includes(heading))
  const all = membersOf(world, list.listId, c.get('now')).filter(filterOf(c))
  const headings = shown.map(({ heading }) => heading)
  const dates = dated ? ['created_date', 'modified_date'] : []
  const headers = ['_contact_id_', ...headings, ...dates]
  const row = (state: ContactState) => [
    recordId(world, list.listId, state),
    ...shown.map((column) => valueIn(world, state, column)),
    ...(dated ? [String(state.createdAt), String(state.updatedAt)] : []),
  ]
  if (c.req.query('responseformat')?.toUpperCase() === 'CSV') {
    c.header('content-type', 'text/csv; charset=utf-8')
    return c.body(stringify([headers, ...all.map(row)]))
  }
  const { rows, ...page } = slice(c, all)
  const emailColumn = headers.indexOf(own.find(({ type }) => type === 'EMAIL')?.heading ?? '')
  const listId = listName(world, list.listId)
  return c.json({ listId, ...page, emailColumn, headers, data: rows.map(row) })
}

function filterOf(c: Ctx): (state: ContactState) => boolean {
  const time = (name: string) => timestamp(c.req.query(name))
  const created = between(time('createdafter'), time('createdbefore'))
  const modified = between(time('modafter'), time('modbefore'))
  return ({ createdAt, updatedAt }) => created(createdAt) && modified(updatedAt)
}
