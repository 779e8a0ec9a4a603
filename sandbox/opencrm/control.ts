import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { fieldsOf, isOn, update, type Crm } from './crm.ts'
import { installationInput } from './installation.ts'
import { findModule, moduleNames, moduleOf, type Module } from './modules.ts'
import { fold, type Row } from './table.ts'
import { everyTag, tag } from './tags.ts'
import type { Vendor } from './vendor.ts'

const flagsInput = z.strictObject({
  address: z.string(),
  optOut: z.boolean().optional(),
  invalid: z.boolean().optional(),
})

const editInput = z.record(z.string(), z.string())

/** What can be looked at beside the API, and what a user of the CRM does in it. */
export function controlRoutes({ crm, sessions }: Vendor): Hono {
  const app = new Hono().basePath('/crm')
  app.get('/told', (c) => c.json(toldBy(crm)))
  app.get('/lists', (c) => c.json(everyTag(crm)))
  app.get('/installation', (c) => c.json(crm.installation))
  app.patch('/installation', async (c) => {
    const input = installationInput.partial().safeParse(await c.req.json().catch(() => undefined))
    if (!input.success) return c.json({ error: z.prettifyError(input.error) }, 400)
    Object.assign(crm.installation, input.data)
    return c.json(crm.installation)
  })
  app.delete('/sessions', (c) => {
    sessions.endAll()
    return c.body(null, 204)
  })
  app.route('/', flagButtons(crm))
  app.route('/', recordButtons(crm))
  app.put('/lists/:tag/:module/:id', (c) => tagged(c, crm, true))
  app.delete('/lists/:tag/:module/:id', (c) => tagged(c, crm, false))
  return app
}

/** The flags are the person's: a change reaches whoever has the address. */
function flagButtons(crm: Crm): Hono {
  const app = new Hono()
  app.get('/addresses', (c) => {
    const found = holdersOf(crm, c.req.query('address') ?? '')
    return found.length === 0 ? nothing(c) : c.json(found.map((one) => holder(crm, one)))
  })
  app.post('/addresses', async (c) => {
    const input = flagsInput.safeParse(await c.req.json().catch(() => undefined))
    if (!input.success) return c.json({ error: z.prettifyError(input.error) }, 400)
    const { address, optOut, invalid } = input.data
    const found = holdersOf(crm, address)
    for (const { module, row } of found) {
      update(crm, module, row, { do_not_email: flag(optOut), email_bounced: flag(invalid) })
    }
    return found.length === 0 ? nothing(c) : c.body(null, 204)
  })
  return app
}

function recordButtons(crm: Crm): Hono {
  const app = new Hono()
  app.get('/records/:module', (c) => {
    const module = findModule(c.req.param('module'))
    return module === undefined ? nothing(c) : c.json(crm.table(module.name).all().map(shown))
  })
  app.get('/records/:module/:id', (c) => {
    const found = recordIn(crm, c)
    return found === undefined ? nothing(c) : c.json(shown(found.row))
  })
  app.patch('/records/:module/:id', async (c) => {
    const found = recordIn(crm, c)
    const input = editInput.safeParse(await c.req.json().catch(() => undefined))
    if (!input.success) return c.json({ error: z.prettifyError(input.error) }, 400)
    if (found === undefined) return nothing(c)
    update(crm, found.module, found.row, input.data)
    return c.body(null, 204)
  })
  app.delete('/records/:module/:id', (c) => {
    const found = recordIn(crm, c)
    if (found === undefined) return nothing(c)
    crm.table(found.module.name).remove(found.row)
    return c.body(null, 204)
  })
  return app
}

interface Found {
  module: Module
  row: Row
}

function recordIn(crm: Crm, c: Context): Found | undefined {
  const module = findModule(c.req.param('module') ?? '')
  const row = module && crm.table(module.name).find(c.req.param('id') ?? '')
  return module === undefined || row === undefined ? undefined : { module, row }
}

function tagged(c: Context, crm: Crm, on: boolean): Response {
  const found = recordIn(crm, c)
  const change = { name: c.req.param('tag') ?? '', on }
  const done = found !== undefined && tag(crm, found.module, found.row, change)
  return done ? c.body(null, 204) : nothing(c)
}

/** Contacts, leads and companies; a user is nobody to write to. */
function holdersOf(crm: Crm, address: string): readonly Found[] {
  const asked = fold(address.trim())
  if (asked === '') return []
  const modules = moduleNames.map(moduleOf).filter((one) => one.tags !== undefined)
  return modules.flatMap((module) =>
    crm
      .table(module.name)
      .all()
      .filter(({ values }) => module.addresses.some((one) => fold(values[one] ?? '') === asked))
      .map((row) => ({ module, row })),
  )
}

function holder(crm: Crm, { module, row }: Found) {
  return {
    module: module.name,
    id: row.id,
    optOut: isOn(row.values.do_not_email),
    invalid: isInvalid(crm, module, row),
  }
}

function isInvalid(crm: Crm, module: Module, { values }: Row): boolean {
  const has = fieldsOf(crm, module).some((one) => one.name === 'email_bounced')
  return has && isOn(values.email_bounced)
}

/** What was written of campaigns, and how many persons it holds as opted out and invalid now. */
function toldBy(crm: Crm) {
  const persons = [moduleOf('contact'), moduleOf('lead')].flatMap((module) =>
    crm
      .table(module.name)
      .all()
      .map((row) => holder(crm, { module, row })),
  )
  return {
    // The API has no function for campaigns.
    campaigns: 0,
    // Nobody but the API writes activities here.
    activities: crm.table('activity').all().length,
    optedOut: persons.filter((one) => one.optOut).length,
    invalid: persons.filter((one) => one.invalid).length,
  }
}

function shown({ id, values }: Row) {
  return { crmid: id, ...values }
}

function flag(on: boolean | undefined): string | undefined {
  return on === undefined ? undefined : on ? '1' : '0'
}

function nothing(c: Context): Response {
  return c.json({ error: 'There is nothing of that kind.' }, 404)
}
