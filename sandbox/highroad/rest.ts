import { Hono } from 'hono'
import { z } from 'zod'
import type { Struct } from '../xmlrpc/index.ts'
import type { Env } from './app.ts'
import { paged } from './asked.ts'
import { checkTable } from './contact-methods.ts'
import { changeLists, createContact, searchContacts } from './contacts.ts'
import { Refused } from './errors.ts'
import { searchLists } from './lists.ts'
import { checkWorkspace, coreTable, workspace } from './methods.ts'
import type { Vendor } from './vendor.ts'

const values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))

const contactInput = z.object({
  table_id: z.number().int(),
  dedupe_field: z.string().optional(),
  contact_data: values,
  options: z.object({ list_id: z.number().int().optional() }).optional(),
})

/** The few resources that public clients of REST are known to use. */
export function restRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>({ strict: false })
  app.get('/workspaces/:id', (c) => {
    checkWorkspace(vendor, c.req.param('id'))
    return c.json(workspace(vendor))
  })
  app.get('/core_tables/:id', (c) => {
    checkTable(vendor, c.req.param('id'))
    return c.json(coreTable(vendor))
  })
  app.get('/core_tables/:id/contacts', (c) => {
    checkTable(vendor, c.req.param('id'))
    const search = searchIn(c.req.query('search'))
    const found = searchContacts(vendor, search, c.get('now'))
    return c.json({
      contacts: paged(found, prefixed(c.req.query(), 'paging:'), vendor.rowsPerPage),
    })
  })
  app.get('/lists', (c) => {
    const found = searchLists(vendor, prefixed(c.req.query(), 'search:'))
    return c.json({ lists: paged(found, prefixed(c.req.query(), 'paging:'), vendor.rowsPerPage) })
  })
  app.post('/contacts', async (c) => {
    const read = contactInput.safeParse(await c.req.json().catch(() => undefined))
    if (!read.success) return c.body(null, 400)
    const { table_id: table, contact_data: data, dedupe_field: dedupe, options } = read.data
    checkTable(vendor, table)
    const id = createContact(vendor, data, dedupe, c.get('now'))
    const numbers = options?.list_id === undefined ? [] : [options.list_id]
    changeLists(vendor, id, { numbers, on: true }, c.get('now'))
    return c.json({ id })
  })
  app.post('/contacts/:id{[0-9]+}/lists/:list{[0-9]+}', (c) => {
    const { id, list } = c.req.param()
    changeLists(vendor, Number(id), { numbers: [Number(list)], on: true }, c.get('now'))
    return c.json({ id: Number(id) })
  })
  // Its words are not documented, so a refusal has none.
  app.onError((error, c) => {
    if (error instanceof Refused) return c.body(null, 400)
    throw error
  })
  return app
}

/** The parameters that begin so, without that beginning. */
function prefixed(query: Record<string, string>, prefix: string): Struct {
  const found = Object.entries(query).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]))
}

function searchIn(text: string | undefined): Struct {
  if (text === undefined) return {}
  try {
    return values.parse(JSON.parse(text))
  } catch {
    throw new Refused('search is not JSON of single values')
  }
}
