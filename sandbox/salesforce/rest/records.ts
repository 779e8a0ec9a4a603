import { Hono, type Context } from 'hono'
import { readId } from '../ids.ts'
import { fieldOf, visibleFields, type SObject } from '../objects.ts'
import { attempt, keyField, type Outcome } from '../outcome.ts'
import { missingRecord, Refused } from '../refusal.ts'
import type { Row } from '../rows.ts'
import { attributes } from '../soql/show.ts'
import type { Vendor } from '../vendor.ts'
import { fieldsOf, namedObject, readBody, version } from './request.ts'

/** One record at a time. */
export function recordRoutes(vendor: Vendor): Hono {
  const { org } = vendor
  const app = new Hono()
  app.post('/sobjects/:object', async (c) => {
    const object = namedObject(org, c.req.param('object'))
    const given = fieldsOf(await readBody(c))
    const { id } = taken(attempt(vendor, { operation: 'insert', object, given }))
    return c.json({ id, success: true, errors: [] }, 201)
  })
  app.get('/sobjects/:object/:id', (c) => {
    const object = namedObject(org, c.req.param('object'))
    return c.json(shownRecord(vendor, c, object, liveRow(vendor, object, c.req.param('id'))))
  })
  app.patch('/sobjects/:object/:id', async (c) => {
    const object = namedObject(org, c.req.param('object'))
    const { Id: id } = liveRow(vendor, object, c.req.param('id'))
    taken(attempt(vendor, { operation: 'update', object, given: fieldsOf(await readBody(c)), id }))
    return c.body(null, 204)
  })
  app.delete('/sobjects/:object/:id', (c) => {
    const object = namedObject(org, c.req.param('object'))
    const { Id: id } = liveRow(vendor, object, c.req.param('id'))
    taken(attempt(vendor, { operation: 'delete', object, given: {}, id }))
    return c.body(null, 204)
  })
  app.route('/', keyedRoutes(vendor))
  return app
}

/** A record that is known by an external id. */
function keyedRoutes(vendor: Vendor): Hono {
  const { org } = vendor
  const app = new Hono()
  app.get('/sobjects/:object/:key/:value', (c) => {
    const object = namedObject(org, c.req.param('object'))
    const key = keyField(object, c.req.param('key'))
    const value = c.req.param('value')
    const row = org
      .table(object.name)
      .by(key, value)
      .find((one) => !one.IsDeleted)
    if (row === undefined) throw missingRecord()
    return c.json(shownRecord(vendor, c, object, row))
  })
  app.patch('/sobjects/:object/:key/:value', async (c) => {
    const object = namedObject(org, c.req.param('object'))
    const key = keyField(object, c.req.param('key'))
    const given = { ...fieldsOf(await readBody(c)), [key]: c.req.param('value') }
    const { id, created } = taken(attempt(vendor, { operation: 'upsert', object, given, key }))
    return c.json({ id, success: true, errors: [], created }, created ? 201 : 200)
  })
  return app
}

/** A record that is there. Throws for one that is not, or not any more. */
function liveRow({ org }: Vendor, object: SObject, given: string): Row {
  const id = readId(given)
  const row = id === undefined ? undefined : org.table(object.name).get(id)
  if (row === undefined) throw missingRecord()
  if (row.IsDeleted) throw new Refused('ENTITY_IS_DELETED', 'entity is deleted', { status: 404 })
  return row
}

function shownRecord({ org }: Vendor, c: Context, object: SObject, row: Row) {
  const names = c.req.query('fields')?.split(',')
  const fields = names?.map((name) => fieldOf(object, name.trim()) ?? unknownField(object, name))
  const shown = fields ?? visibleFields(object)
  const values = shown.map(({ name }) => [name, org.read(row, name)])
  return { attributes: attributes(org, row, version(c)), ...Object.fromEntries(values) }
}

function unknownField({ name: object }: SObject, name: string): never {
  throw new Refused('INVALID_FIELD', `No such column '${name}' on sobject of type ${object}`)
}

function taken(outcome: Outcome) {
  if (outcome.success) return outcome
  throw outcome.error
}
