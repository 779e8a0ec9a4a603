import { Hono } from 'hono'
import { create, remove, update } from '../../sugar-data/saving.ts'
import { search } from '../../sugar-data/search.ts'
import { Refused } from '../refusal.ts'
import type { Vendor } from '../vendor.ts'
import { answer, resource } from './answer.ts'
import { readData, readId, readModule } from './body.ts'
import { pageLinks, pageOf } from './paging.ts'
import { readQuery } from './query.ts'
import { liveRow, notThere } from './row.ts'

/** What a list without a page holds. */
const unasked = 20

/** Lists, single records, and what is written to them. */
export function recordRoutes({ crm, rowsPerPage }: Vendor): Hono {
  const app = new Hono()
  app.get('/module/:module', (c) => {
    const url = new URL(c.req.url)
    const module = readModule(c.req.param('module'))
    const known = ['fields', 'page', 'sort', 'filter'] as const
    const query = readQuery({ module, params: url.searchParams, known })
    const { condition, order, deleted, fields } = query
    const orders = order === undefined ? [] : [order]
    const found = search(crm, module, { condition, orders, deleted: deleted ? 'only' : 'none' })
    const { rows, pages } = pageOf(found, query, { most: unasked, rowsPerPage })
    // The server reads each row again, and does not find one that is deleted.
    if (deleted && rows[0] !== undefined) throw notThere(module, rows[0].id)
    if (rows.length === 0) return answer(c, { meta: { message: 'There is no result' }, data: [] })
    const data = rows.map((row) => resource(crm, module, row, fields))
    if (pages === undefined) return answer(c, { data })
    const meta = { 'total-pages': pages, 'records-on-this-page': data.length }
    return answer(c, { meta, data, links: pageLinks(url, pages, query.number) })
  })
  app.get('/module/:module/:id', (c) => {
    const module = readModule(c.req.param('module'))
    const { searchParams } = new URL(c.req.url)
    const { fields } = readQuery({ module, params: searchParams, known: ['fields'] })
    const row = liveRow(crm, module, readId(c.req.param('id')))
    return answer(c, { data: resource(crm, module, row, fields) })
  })
  app.post('/module', async (c) => {
    const { module, id, attributes } = await readData(c, ['type', 'id', 'attributes'])
    if (id !== undefined && crm.rows(module.name).find(id) !== undefined) {
      throw new Refused(`Bean ${module.name} with id ${id} is already exist`)
    }
    const row = create(crm, module, attributes, id)
    return answer(c, { data: resource(crm, module, row, undefined) }, 201)
  })
  app.patch('/module', async (c) => {
    const { module, id, attributes } = await readData(c, ['type', 'id', 'attributes'])
    const row = liveRow(crm, module, readId(id))
    update(crm, module, row, attributes)
    return answer(c, { data: resource(crm, module, row, undefined) }, 201)
  })
  app.delete('/module/:module/:id', (c) => {
    const module = readModule(c.req.param('module'))
    const row = liveRow(crm, module, readId(c.req.param('id')))
    remove(crm, module, row)
    return answer(c, { meta: { message: `Record with id ${row.id} is deleted` }, data: [] })
  })
  return app
}
