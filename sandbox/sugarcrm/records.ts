import { Hono, type Context } from 'hono'
import type { Module } from '../sugar-data/modules.ts'
import type { Row } from '../sugar-data/rows.ts'
import { remove } from '../sugar-data/saving.ts'
import { mayRead, mayWrite } from './access.ts'
import { readBody, type Asked } from './body.ts'
import { readModule } from './modules.ts'
import { liveRow, recordOf } from './record.ts'
import type { Vendor } from './vendor.ts'
import { createRecord, updateRecord } from './writing.ts'

/** Single records: read, created, changed and deleted. */
export function recordRoutes(vendor: Vendor): Hono {
  const { crm, access } = vendor
  const app = new Hono()
  const moduleFor = (c: Context, may: typeof mayRead) => {
    const module = readModule(c.req.param('module') ?? '')
    may(access, module.name)
    return module
  }
  app.post('/:module', async (c) => {
    const module = moduleFor(c, mayWrite)
    const body = await readBody(c)
    return c.json(recordOf(crm, module, written(vendor, module, body)))
  })
  app.get('/:module/:id', (c) => {
    const module = moduleFor(c, mayRead)
    const row = liveRow(crm, module, c.req.param('id'))
    const fields = c.req.query('fields')?.split(',').filter(Boolean)
    return c.json(recordOf(crm, module, row, fields))
  })
  app.put('/:module/:id', async (c) => {
    const module = moduleFor(c, mayWrite)
    const row = liveRow(crm, module, c.req.param('id'))
    updateRecord(vendor, module, row, await readBody(c))
    return c.json(recordOf(crm, module, row))
  })
  app.delete('/:module/:id', (c) => {
    const module = moduleFor(c, mayWrite)
    const row = liveRow(crm, module, c.req.param('id'))
    remove(crm, module, row)
    return c.json({ id: row.id })
  })
  return app
}

/** A new record; an address that is known already is answered as it is, and not changed. */
function written(vendor: Vendor, module: Module, body: Asked): Row {
  const address = module.name === 'EmailAddresses' ? body.email_address : undefined
  const known = typeof address === 'string' ? vendor.crm.addresses.find(address) : undefined
  return known ?? createRecord(vendor, module, body)
}
