import { Hono } from 'hono'
import { columnCalled, valueIn, writing, type Values } from './columns.ts'
import { mistake, missing, undocumented, wrongColumn } from './errors.ts'
import { listName, listNamed, memberAt, recordId } from './ids.ts'
import { plainAddress } from './suppression-lists.ts'
import { removeFrom, writeRecord } from './members.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

/** Records one by one: a record is a contact on a list. */
export function recordRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.post('/list/:list/record', (c) => added(c, vendor))
  app.put('/list/:list/record', (c) => upserted(c, vendor))
  app.delete('/list/:list/record', (c) => removedMany(c, vendor))
  app.get('/list/:list/record/:record', (c) => shown(c, vendor))
  app.put('/list/:list/record/:record', (c) => updated(c, vendor))
  app.delete('/list/:list/record/:record', (c) => removed(c, vendor))
  return app
}

async function readValues(c: Ctx, vendor: Vendor, listId: string): Promise<Values | Response> {
  const json: unknown = await c.req.json().catch(() => undefined)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return undocumented(c, 'The body must be a JSON object of columns and values')
  }
  const columns = vendor.columns.of(listId)
  const values: (readonly [(typeof columns)[number], string])[] = []
  for (const [name, value] of Object.entries(json as Record<string, unknown>)) {
    const column = columnCalled(columns, name)
    if (column === undefined) return wrongColumn(c)
    values.push([column, String(value ?? '')])
  }
  return values
}

function addressIn(values: Values): string | undefined {
  return values.find(([column]) => column.type === 'EMAIL')?.[1]
}

async function added(c: Ctx, vendor: Vendor) {
  const list = listNamed(vendor.world, c.req.param('list') ?? '')
  if (list === undefined) return mistake(c, 'list')
  const values = await readValues(c, vendor, list.listId)
  if (values instanceof Response) return values
  const address = addressIn(values)
  if (address === undefined || address === '') return missing(c, 'EMAIL')
  return written(c, vendor, { listId: list.listId, address, values })
}

async function upserted(c: Ctx, vendor: Vendor) {
  const list = listNamed(vendor.world, c.req.param('list') ?? '')
  if (list === undefined) return mistake(c, 'list')
  const address = c.req.query('email')
  if (address === undefined || address === '') return missing(c, 'email')
  const values = await readValues(c, vendor, list.listId)
  if (values instanceof Response) return values
  return written(c, vendor, { listId: list.listId, address, values })
}

interface Written {
  listId: string
  address: string
  values: Values
}

function written(c: Ctx, vendor: Vendor, { listId, address, values }: Written) {
  if (!plainAddress.test(address)) return mistake(c, 'contact')
  const taken = otherHolder(vendor, address, addressIn(values), c.get('now'))
  if (taken !== undefined) return undocumented(c, taken)
  const { state, isNew } = writeRecord(vendor, listId, { address, values }, c.get('now'))
  const id = recordId(vendor.world, listId, state)
  const message = isNew ? 'Record inserted' : 'Record updated'
  return c.json({ status: 'success', message, id, contact_id: id })
}

/** In this world an address belongs to one contact. */
function otherHolder(vendor: Vendor, is: string, becomes: string | undefined, now: number) {
  if (becomes === undefined || becomes.toLowerCase() === is.toLowerCase()) return undefined
  if (!plainAddress.test(becomes)) return `${becomes} is not an e-mail address`
  if (vendor.world.holderOf(becomes, now) === undefined) return undefined
  return `Another record has the address ${becomes}`
}

function shown(c: Ctx, vendor: Vendor) {
  const found = one(c, vendor)
  if (found instanceof Response) return found
  const { state, listId } = found
  const values = vendor.columns.of(listId).map((column) => valueIn(vendor.world, state, column))
  return c.json([recordId(vendor.world, listId, state), ...values])
}

async function updated(c: Ctx, vendor: Vendor) {
  const found = one(c, vendor)
  if (found instanceof Response) return found
  const { state, listId } = found
  const values = await readValues(c, vendor, listId)
  if (values instanceof Response) return values
  const at = c.get('now')
  const taken = otherHolder(vendor, state.address, addressIn(values), at)
  if (taken !== undefined) return undocumented(c, taken)
  const happen = writing(vendor.world, values, at)
  vendor.suppression.move(state, addressIn(values) ?? state.address, at)
  vendor.world.edit(state.contact.contactId, { at, by: 'Account', happen })
  return c.json({ status: 'success', message: 'Record updated' })
}

function removed(c: Ctx, vendor: Vendor) {
  const found = one(c, vendor)
  if (found instanceof Response) return found
  removeFrom(vendor, found.listId, found.state, c.get('now'))
  return c.json({ status: 'success', message: 'Record deleted' })
}

function one(c: Ctx, { world }: Vendor) {
  const list = listNamed(world, c.req.param('list') ?? '')
  if (list === undefined) return mistake(c, 'list')
  const state = memberAt(world, list.listId, c.req.param('record') ?? '', c.get('now'))
  if (state === undefined) return mistake(c, 'contact')
  return { state, listId: list.listId }
}

const mostAtOnce = 100

function removedMany(c: Ctx, vendor: Vendor) {
  const { world } = vendor
  const list = listNamed(world, c.req.param('list') ?? '')
  if (list === undefined) return mistake(c, 'list')
  const ids = (c.req.query('contactids') ?? '').split(',').filter(Boolean)
  if (ids.length > mostAtOnce) return undocumented(c, `contactids takes ${mostAtOnce} at most`)
  const failedList: { id: string; reason: string }[] = []
  for (const id of ids) {
    const state = memberAt(world, list.listId, id, c.get('now'))
    const whole = id.startsWith(`${listName(world, list.listId)}:`)
    if (state === undefined || !whole) failedList.push({ id, reason: 'Invalid contact id' })
    else removeFrom(vendor, list.listId, state, c.get('now'))
  }
  const success_count = ids.length - failedList.length
  return c.json({ success_count, fail_count: failedList.length, failedList })
}
