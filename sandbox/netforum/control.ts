import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { saveCustomer, saveEmail } from './customers.ts'
import { listButtons, nothing, tokenButtons } from './control-settings.ts'
import { ownOf, type Database, type Row } from './database.ts'
import { objectNames, objectNamed, joined, tablesOf, type FacadeObject } from './objects.ts'
import { tableOf } from './tables.ts'
import type { Vendor } from './vendor.ts'

/** A user of the CRM, who is not the user of the interface. */
const staff = 'staff'

const flagsInput = z.strictObject({
  address: z.string(),
  optOut: z.boolean().optional(),
  invalid: z.boolean().optional(),
})

const editInput = z.record(z.string(), z.string())

/** What can be looked at beside the API, and what a user of the CRM does in it. */
export function controlRoutes(vendor: Vendor): Hono {
  const app = new Hono().basePath('/crm')
  app.get('/told', (c) => c.json(told(vendor)))
  app.get('/actions', (c) => {
    const customer = c.req.query('customer') ?? ''
    const { actions } = vendor
    return c.json({ actions: actions.of(customer), interests: actions.interestsOf(customer) })
  })
  app.route('/', addressButtons(vendor.db))
  app.route('/', recordButtons(vendor.db))
  app.route('/', listButtons(vendor))
  app.route('/', tokenButtons(vendor))
  return app
}

function told({ db, actions }: Vendor) {
  const rows = [...db.rows('co_customer_messaging_activity').all()]
  const emails = [...db.rows('co_email').all()]
  const customers = [...db.rows('co_customer').all()]
  const messages = rows.map((one) => one.cma_message_id).filter(Boolean)
  const opted = customers.filter(on('cst_no_email_flag')).filter(off('cst_delete_flag'))
  const invalid = emails.filter(on('eml_invalid_flag')).filter(off('eml_delete_flag'))
  return {
    campaigns: new Set(messages).size,
    activities: rows.length + actions.size(),
    optedOut: opted.length,
    invalid: new Set(invalid.map((one) => one.eml_address?.toLowerCase())).size,
  }
}

const on = (flag: string) => (row: Row) => row[flag] === '1'
const off = (flag: string) => (row: Row) => row[flag] !== '1'

function addressButtons(db: Database): Hono {
  const app = new Hono()
  app.get('/addresses', (c) => {
    const address = c.req.query('address') ?? ''
    const holders = rowsAt(db, address).map((email) => holderOf(db, email))
    if (holders.length === 0) return nothing(c)
    const optOut = holders.some((one) => one.optOut)
    return c.json({ address, optOut, invalid: holders.some((one) => one.invalid), holders })
  })
  app.post('/addresses', async (c) => {
    const input = flagsInput.safeParse(await c.req.json().catch(() => undefined))
    if (!input.success) return c.json({ error: z.prettifyError(input.error) }, 400)
    const { address, optOut, invalid } = input.data
    const rows = rowsAt(db, address)
    for (const email of rows) {
      const reason = invalid === true ? 'Entered by hand' : null
      const flags = { eml_invalid_flag: invalid === true ? '1' : '0', eml_invalid_reason: reason }
      if (invalid !== undefined) saveEmail(db, email, flags, staff)
      const customer = db.rows('co_customer').find(email.eml_cst_key) as Row
      const flag = { cst_no_email_flag: optOut === true ? '1' : '0' }
      if (optOut !== undefined) db.change('co_customer', customer, flag, staff)
    }
    return rows.length === 0 ? nothing(c) : c.body(null, 204)
  })
  return app
}

function rowsAt(db: Database, address: string): readonly Row[] {
  const wanted = address.trim().toLowerCase()
  return [...db.rows('co_email').all()].filter((one) => one.eml_address?.toLowerCase() === wanted)
}

function holderOf(db: Database, email: Row) {
  const customer = db.rows('co_customer').find(email.eml_cst_key)
  return {
    customer: email.eml_cst_key,
    email: email.eml_key,
    type: customer?.cst_type,
    optOut: customer?.cst_no_email_flag === '1',
    invalid: email.eml_invalid_flag === '1',
    reason: email.eml_invalid_reason,
  }
}

function recordButtons(db: Database): Hono {
  const app = new Hono()
  app.get('/records/:object', (c) => {
    const object = objectIn(c)
    if (object === undefined) return nothing(c)
    return c.json([...db.rows(object.main).all()].map((row) => whole(db, object, row)))
  })
  app.get('/records/:object/:id', (c) => {
    const found = recordIn(db, c)
    return found === undefined ? nothing(c) : c.json(whole(db, found.object, found.row))
  })
  app.patch('/records/:object/:id', async (c) => {
    const found = recordIn(db, c)
    const input = editInput.safeParse(await c.req.json().catch(() => undefined))
    if (!input.success) return c.json({ error: z.prettifyError(input.error) }, 400)
    if (found === undefined) return nothing(c)
    edit(db, found, input.data)
    return c.body(null, 204)
  })
  app.delete('/records/:object/:id', (c) => {
    const found = recordIn(db, c)
    if (found === undefined) return nothing(c)
    const { prefix } = tableOf(found.object.main)
    // An individual or an organization is a customer, too.
    const customer = isPerson(found.object) && { cst_delete_flag: '1' }
    edit(db, found, { [`${prefix}_delete_flag`]: '1', ...customer })
    return c.body(null, 204)
  })
  return app
}

interface Found {
  object: FacadeObject
  row: Row
}

function edit(db: Database, { object, row }: Found, given: Row): void {
  if (isPerson(object)) saveCustomer(db, row, given, staff)
  else if (object.main === 'co_email') saveEmail(db, row, given, staff)
  else db.change(object.main, row, ownOf(object.main, given), staff)
}

function isPerson({ main }: FacadeObject): boolean {
  return main === 'co_individual' || main === 'co_organization'
}

/** Everything that belongs to a row, as the database has it. */
function whole(db: Database, object: FacadeObject, row: Row): Row {
  return Object.assign({}, ...tablesOf(object).map((one) => joined(db, object, row, one))) as Row
}

function objectIn(c: Context): FacadeObject | undefined {
  const name = objectNames.find((one) => one === c.req.param('object'))
  return name && objectNamed(name)
}

function recordIn(db: Database, c: Context): Found | undefined {
  const object = objectIn(c)
  const row = object && db.rows(object.main).find(c.req.param('id') ?? '')
  return object === undefined || row === undefined ? undefined : { object, row }
}
