import { Hono, type Context } from 'hono'
import { missingRecord, Refused } from '../refusal.ts'
import { parseSoql } from '../soql/parse.ts'
import { run, type Found } from '../soql/run.ts'
import { show } from '../soql/show.ts'
import type { Vendor } from '../vendor.ts'
import { version } from './request.ts'

/** The vendor's largest page, its smallest where one asks for less, and its cursors. */
const largestPage = 2000
const smallestPage = 200
const mostCursors = 10

/** Queries, whose results are read a page at a time. */
export function queryRoutes(vendor: Vendor): Hono {
  const { org } = vendor
  const cursors = new Map<string, Found>()
  const app = new Hono()
  const start = (c: Context, deleted: boolean) => {
    const soql = c.req.query('q') ?? ''
    const found = run({ org, deleted }, parseSoql(soql))
    if (found.count) return c.json({ totalSize: found.rows.length, done: true, records: [] })
    return c.json(page(c, { found, from: 0 }))
  }
  const page = (c: Context, { found, from, id }: { found: Found; from: number; id?: string }) => {
    const end = from + sizeOf(vendor, c)
    const records = found.rows.slice(from, end).map((row) => show(org, found, row, version(c)))
    const head = { totalSize: found.rows.length }
    if (end >= found.rows.length) return { ...head, done: true, records }
    const cursor = id ?? keep(found)
    const nextRecordsUrl = `/services/data/${version(c)}/query/${cursor}-${end}`
    return { ...head, done: false, nextRecordsUrl, records }
  }
  const keep = (found: Found) => {
    const id = org.newId('01g')
    cursors.set(id, found)
    for (const oldest of cursors.keys()) {
      if (cursors.size <= mostCursors) break
      cursors.delete(oldest)
    }
    return id
  }
  app.get('/query', (c) => start(c, false))
  app.get('/queryAll', (c) => start(c, true))
  app.get('/:kind{query|queryAll}/:locator', (c) => {
    const [id = '', from = ''] = c.req.param('locator').split('-')
    if (!/^\d+$/.test(from)) throw missingRecord()
    const found = cursors.get(id)
    if (found === undefined) {
      throw new Refused('INVALID_QUERY_LOCATOR', 'invalid query locator')
    }
    return c.json(page(c, { found, from: Number(from), id }))
  })
  return app
}

function sizeOf({ rowsPerPage }: Vendor, c: Context): number {
  const wish = /batchSize=(\d+)/i.exec(c.req.header('sforce-query-options') ?? '')?.[1]
  const asked = Math.max(smallestPage, Math.min(Number(wish ?? largestPage), largestPage))
  return Math.min(asked, rowsPerPage)
}
