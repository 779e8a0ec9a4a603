import { Hono, type Context } from 'hono'
import type { Crm } from '../../sugar-data/crm.ts'
import { linkNamed, links, type Link } from '../../sugar-data/links.ts'
import { moduleOf, type Module } from '../../sugar-data/modules.ts'
import { relate, related, unrelate } from '../../sugar-data/relating.ts'
import { searchAmong } from '../../sugar-data/search.ts'
import { Refused } from '../refusal.ts'
import type { Vendor } from '../vendor.ts'
import { answer, relatedResource } from './answer.ts'
import { readData, readId, readModule } from './body.ts'
import { pageLinks, pageOf } from './paging.ts'
import { readQuery } from './query.ts'
import { liveRow } from './row.ts'

/** Which records belong to a record. One is linked with a call, and never several. */
export function relationshipRoutes(vendor: Vendor): Hono {
  const { crm } = vendor
  const app = new Hono()
  app.get('/module/:module/:id/relationships/:link', (c) => listRelated(c, vendor))
  app.post('/module/:module/:id/relationships', async (c) => {
    const source = readModule(c.req.param('module'))
    const row = liveRow(crm, source, readId(c.req.param('id')))
    const { module, id } = await readData(c, ['type', 'id'])
    const link = links[source.name].find((one) => one.module === module.name)
    if (link === undefined) throw new Refused(`${source.object} has no link to ${module.object}`)
    const relatedId = tie(crm, link, row.id, id)
    const message = `${module.object} ${relatedId} has been added to ${source.object} ${row.id}`
    return answer(c, { meta: { message }, data: [] }, 201)
  })
  app.post('/module/:module/:id/relationships/:link', async (c) => {
    const { source, id, link } = readLink(crm, c)
    const { module, id: other } = await readData(c, ['type', 'id'])
    if (module.name !== link.module) {
      throw new Refused(`The link ${link.name} does not lead to ${module.object}`)
    }
    const relatedId = tie(crm, link, id, other)
    const meta = {
      message: `${module.object} ${relatedId} is linked to ${source.object} ${id}`,
      sourceModule: source.name,
      sourceId: id,
      relatedModule: module.name,
      relatedId,
      relationshipLink: link.name,
    }
    return answer(c, { meta, data: [] }, 201)
  })
  app.delete('/module/:module/:id/relationships/:link/:related', (c) => {
    const { source, id, link } = readLink(crm, c)
    const relatedId = readId(c.req.param('related'))
    if (!unrelate(crm, link, id, relatedId)) {
      throw new Refused(`${relatedId} is not related to ${source.object}`)
    }
    const message = `${relatedId} is not linked to ${source.object} ${id} any more`
    return answer(c, { meta: { message }, data: [] })
  })
  return app
}

function listRelated(c: Context, { crm, rowsPerPage }: Vendor): Response {
  const url = new URL(c.req.url)
  const { source, id, link } = readLink(crm, c)
  const module = moduleOf(link.module)
  const known = ['page', 'sort', 'filter'] as const
  const query = readQuery({ module, params: url.searchParams, known })
  const { condition, order } = query
  const all = related(crm, link, id).flatMap((one) => crm.rows(link.module).live(one) ?? [])
  const orders = order === undefined ? [] : [order]
  const found = searchAmong(crm, module, all, { condition, orders, deleted: 'none' })
  const { rows, pages } = pageOf(found, query, { rowsPerPage })
  if (rows.length === 0) {
    const message = `${source.object} has nothing behind the link ${link.name}`
    return answer(c, { meta: { message }, data: [] })
  }
  const data = rows.map((row) => relatedResource(crm, module, row))
  const meta = {
    'total-records': found.length,
    'total-pages': pages ?? 1,
    'records-on-this-page': data.length,
  }
  if (pages === undefined) return answer(c, { meta, data })
  return answer(c, { meta, data, links: pageLinks(url, pages, query.number) })
}

function readLink(crm: Crm, c: Context): { source: Module; id: string; link: Link } {
  const source = readModule(c.req.param('module'))
  const { id } = liveRow(crm, source, readId(c.req.param('id')))
  const name = c.req.param('link') ?? ''
  const link = linkNamed(source.name, name)
  if (link !== undefined) return { source, id, link }
  throw new Refused(`Cannot load relationship ${name} for ${source.object} module`)
}

function tie(crm: Crm, link: Link, id: string, other: string | undefined): string {
  const { id: relatedId } = liveRow(crm, moduleOf(link.module), readId(other))
  if (relate(crm, link, id, relatedId)) return relatedId
  throw new Refused(`Cannot create relationship ${link.name}`)
}
