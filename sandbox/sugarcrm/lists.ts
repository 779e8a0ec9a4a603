import { Hono, type Context } from 'hono'
import type { Module } from '../sugar-data/modules.ts'
import type { Row } from '../sugar-data/rows.ts'
import { inOrder } from '../sugar-data/search.ts'
import { mayRead } from './access.ts'
import { rowsWhere } from './finding.ts'
import { pageOf, readListQuery, type ListQuery } from './list-query.ts'
import { readModule } from './modules.ts'
import { recordOf } from './record.ts'
import type { Vendor } from './vendor.ts'

/** Lists of a module, filtered or not, and how many there are. */
export function listRoutes(vendor: Vendor): Hono {
  const app = new Hono()
  const list = (c: Context) => answerList(c, vendor)
  const count = (c: Context) => answerCount(c, vendor)
  app.get('/:module', list)
  app.get('/:module/filter', list)
  app.post('/:module/filter', list)
  app.get('/:module/count', count)
  app.get('/:module/filter/count', count)
  app.post('/:module/filter/count', count)
  return app
}

async function answerList(c: Context, vendor: Vendor): Promise<Response> {
  const { module, rows } = modulesRows(c, vendor)
  return c.json(listing(vendor, module, rows, await readListQuery(c, module)))
}

async function answerCount(c: Context, vendor: Vendor): Promise<Response> {
  const { module, rows } = modulesRows(c, vendor)
  const query = await readListQuery(c, module)
  return c.json({ record_count: chosen(vendor, module, rows, query).length })
}

function modulesRows(c: Context, { crm, access }: Vendor) {
  const module = readModule(c.req.param('module') ?? '')
  mayRead(access, module.name)
  return { module, rows: crm.rows(module.name).all() }
}

/** The page of these rows that is asked for. */
export function listing(vendor: Vendor, module: Module, rows: readonly Row[], query: ListQuery) {
  const { crm, rowsPerPage } = vendor
  const found = inOrder(module, chosen(vendor, module, rows, query), query.orders)
  const { next_offset, page } = pageOf(found, query, rowsPerPage)
  return { next_offset, records: page.map((row) => recordOf(crm, module, row, query.fields)) }
}

/** Those of the rows that are asked for, however many. */
export function chosen(
  { crm }: Vendor,
  module: Module,
  rows: readonly Row[],
  { condition, deleted }: ListQuery,
): readonly Row[] {
  const there = deleted ? rows : rows.filter((row) => row.deleted !== '1')
  return rowsWhere(crm, module, there, condition)
}
