import { Hono, type Context } from 'hono'
import type { Module } from '../sugar-data/modules.ts'
import type { Row } from '../sugar-data/rows.ts'
import { remove } from '../sugar-data/saving.ts'
import { mayRead, mayWrite, mustBeAdmin } from './access.ts'
import { readBody } from './body.ts'
import { SugarFault } from './errors.ts'
import { readModule, syncKeyField } from './modules.ts'
import { liveRow, recordOf } from './record.ts'
import type { Vendor } from './vendor.ts'
import { createRecord, updateRecord } from './writing.ts'

/** Records by the key that an outer system gave them; only administrators may. */
export function syncKeyRoutes(vendor: Vendor): Hono {
  const app = new Hono()
  for (const path of ['/:module/sync_key/:key', '/integrate/:module/:field/:key']) {
    app.get(path, (c) => {
      const { module, key } = keyOf(c, vendor, mayRead)
      return c.json(recordOf(vendor.crm, module, holderOf(vendor, module, key)))
    })
    const upsert = (c: Context) => answerUpsert(c, vendor)
    app.patch(path, upsert)
    app.put(path, upsert)
    app.delete(path, (c) => {
      const { module, key } = keyOf(c, vendor, mayWrite)
      const row = holderOf(vendor, module, key)
      remove(vendor.crm, module, row)
      return c.json({ record: row.id })
    })
  }
  const setKey = (c: Context) => {
    const { module, key } = keyOf(c, vendor, mayWrite)
    const row = liveRow(vendor.crm, module, c.req.param('id') ?? '')
    updateRecord(vendor, module, row, { [syncKeyField]: key })
    return c.json({ success: true })
  }
  app.patch('/integrate/:module/:id/:field/:key', setKey)
  app.put('/integrate/:module/:id/:field/:key', setKey)
  return app
}

/** The record with this key is changed; when there is none, it is created: that is a 201. */
async function answerUpsert(c: Context, vendor: Vendor): Promise<Response> {
  const { module, key } = keyOf(c, vendor, mayWrite)
  const body = { ...(await readBody(c)), [syncKeyField]: key }
  const known = vendor.syncKeys.find(module.name, key)
  if (known === undefined) return c.json({ record: createRecord(vendor, module, body).id }, 201)
  updateRecord(vendor, module, known, body)
  return c.json({ record: known.id })
}

function keyOf(c: Context, { access }: Vendor, may: typeof mayRead) {
  mustBeAdmin(access)
  const module = readModule(c.req.param('module') ?? '')
  may(access, module.name)
  const field = c.req.param('field') ?? syncKeyField
  if (field !== syncKeyField) {
    throw new SugarFault('invalid_parameter', `${field} is not a sync key of ${module.name}`)
  }
  return { module, key: c.req.param('key') ?? '' }
}

function holderOf({ syncKeys }: Vendor, { name }: Module, key: string): Row {
  const row = syncKeys.find(name, key)
  if (row !== undefined) return row
  const words = `Could not find record with ${syncKeyField}::${key} in module: ${name}`
  throw new SugarFault('invalid_parameter', words)
}
