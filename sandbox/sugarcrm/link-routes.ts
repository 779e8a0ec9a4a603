import { Hono, type Context } from 'hono'
import { linkNamed, type Link } from '../sugar-data/links.ts'
import type { Module } from '../sugar-data/modules.ts'
import { relate, related, unrelate } from '../sugar-data/relating.ts'
import type { Row } from '../sugar-data/rows.ts'
import { plain } from '../sugar-data/saving.ts'
import { mayRead, mayWrite } from './access.ts'
import { isObject, listOf, readBody } from './body.ts'
import { SugarFault } from './errors.ts'
import { readListQuery } from './list-query.ts'
import { chosen, listing } from './lists.ts'
import { readModule, sugarModule } from './modules.ts'
import { liveRow, recordOf } from './record.ts'
import type { Vendor } from './vendor.ts'

/** Which records belong to a record: listed, linked one by one or many at once, unlinked. */
export function linkRoutes(vendor: Vendor): Hono {
  const app = new Hono()
  const list = (c: Context) => answerRelated(c, vendor)
  app.get('/:module/:id/link/:link', list)
  app.get('/:module/:id/link/:link/filter', list)
  app.get('/:module/:id/link/:link/count', async (c) => {
    const { target, rows } = behind(c, vendor)
    const query = await readListQuery(c, target)
    return c.json({ record_count: chosen(vendor, target, rows, query).length })
  })
  app.get('/:module/:id/link/:link/:remote', (c) => {
    const { target, rows } = behind(c, vendor)
    const row = rows.find((one) => one.id === c.req.param('remote'))
    if (row === undefined) throw new SugarFault('not_found', 'Could not find a relationship.')
    return c.json(recordOf(vendor.crm, target, row))
  })
  app.post('/:module/:id/link', (c) => linkMany(c, vendor))
  app.post('/:module/:id/link/:link/:remote', (c) => {
    const ends = endsOf(c, vendor, c.req.param('link'))
    const row = tie(vendor, ends, c.req.param('remote'))
    return c.json({ ...recordThere(vendor, ends), related_record: shown(vendor, ends, row) })
  })
  app.delete('/:module/:id/link/:link/:remote', (c) => {
    const ends = endsOf(c, vendor, c.req.param('link'))
    const row = liveRow(vendor.crm, ends.target, c.req.param('remote'))
    if (!unrelate(vendor.crm, ends.link, ends.row.id, row.id)) {
      throw new SugarFault('not_found', 'Could not find a relationship.')
    }
    return c.json({ ...recordThere(vendor, ends), related_record: shown(vendor, ends, row) })
  })
  return app
}

async function answerRelated(c: Context, vendor: Vendor): Promise<Response> {
  const { target, rows } = behind(c, vendor)
  return c.json(listing(vendor, target, rows, await readListQuery(c, target)))
}

/** One after the other: those before an id that nobody has are linked all the same. */
async function linkMany(c: Context, vendor: Vendor): Promise<Response> {
  const { link_name: name, ids } = await readBody(c)
  if (plain(name) === '' || !Array.isArray(ids)) throw new SugarFault('missing_parameter')
  const ends = endsOf(c, vendor, plain(name))
  const rows = listOf(ids).map((one) => tie(vendor, ends, plain(isObject(one) ? one.id : one)))
  const related_records = rows.map((row) => shown(vendor, ends, row))
  return c.json({ ...recordThere(vendor, ends), related_records })
}

/** A record, and where one of its links leads. */
interface Ends {
  module: Module
  row: Row
  link: Link
  target: Module
}

function endsOf(c: Context, { crm, access }: Vendor, name: string, may = mayWrite): Ends {
  const module = readModule(c.req.param('module') ?? '')
  may(access, module.name)
  const row = liveRow(crm, module, c.req.param('id') ?? '')
  const link = linkNamed(module.name, name)
  if (link === undefined) {
    throw new SugarFault('not_found', `Could not find a relationship named: ${name}`)
  }
  mayRead(access, link.module)
  return { module, row, link, target: sugarModule(link.module) }
}

function behind(c: Context, vendor: Vendor) {
  const { row, link, target } = endsOf(c, vendor, c.req.param('link') ?? '', mayRead)
  const ids = related(vendor.crm, link, row.id)
  return { target, rows: ids.flatMap((id) => vendor.crm.rows(link.module).live(id) ?? []) }
}

function tie({ crm }: Vendor, { row, link, target }: Ends, id: string): Row {
  const other = liveRow(crm, target, id)
  if (relate(crm, link, row.id, other.id)) return other
  throw new SugarFault('invalid_parameter', `Nothing can be linked by ${link.name}.`)
}

function recordThere({ crm }: Vendor, { module, row }: Ends) {
  return { record: recordOf(crm, module, row) }
}

function shown({ crm }: Vendor, { target }: Ends, row: Row) {
  return recordOf(crm, target, row)
}
