import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { flag } from './addresses.ts'
import { valuesOf, type Crm } from './crm.ts'
import { linkNamed, type Link } from './links.ts'
import { findModule, moduleOf, type ModuleName } from './modules.ts'
import { relate, related, unrelate } from './relating.ts'
import type { Row } from './rows.ts'
import { remove, update } from './saving.ts'

const flagsInput = z.strictObject({
  address: z.string(),
  optOut: z.boolean().optional(),
  invalid: z.boolean().optional(),
})

const editInput = z.record(z.string(), z.string())
const memberLinks = ['contacts', 'leads', 'prospects', 'accounts', 'users']

/** What can be looked at beside the API, and what a user of the CRM does in it. */
export function crmButtons(crm: Crm): Hono {
  const app = new Hono()
  app.get('/log', (c) => c.json(logOf(crm, c.req.query('campaign'))))
  app.get('/lists', (c) =>
    c.json(
      crm
        .rows('ProspectLists')
        .all()
        .map((row) => listOf(crm, row)),
    ),
  )
  app.get('/addresses', (c) => {
    const row = crm.addresses.find(c.req.query('address') ?? '')
    return row === undefined ? nothing(c) : c.json(addressOf(crm, row))
  })
  app.post('/addresses', async (c) => {
    const input = flagsInput.safeParse(await c.req.json().catch(() => undefined))
    if (!input.success) return c.json({ error: z.prettifyError(input.error) }, 400)
    const { address, optOut, invalid } = input.data
    const row = crm.addresses.find(address)
    if (row === undefined) return nothing(c)
    if (optOut !== undefined) row.opt_out = flag(optOut)
    if (invalid !== undefined) row.invalid_email = flag(invalid)
    row.date_modified = crm.now()
    return c.body(null, 204)
  })
  app.get('/told', told(crm))
  app.route('/', recordButtons(crm))
  app.route('/', memberButtons(crm))
  return app
}

/** How much was written through the API, and how many addresses have a flag now. */
function told(crm: Crm) {
  const first = new Set(crm.rows('Campaigns').all())
  const live = (module: ModuleName, keep: (row: Row) => boolean) => {
    const rows = crm.rows(module).all()
    return rows.filter((row) => row.deleted !== '1' && keep(row)).length
  }
  return (c: Context) =>
    c.json({
      campaigns: live('Campaigns', (row) => !first.has(row)),
      activities: live('CampaignLog', () => true),
      optedOut: live('EmailAddresses', (row) => row.opt_out === '1'),
      invalid: live('EmailAddresses', (row) => row.invalid_email === '1'),
    })
}

function recordButtons(crm: Crm): Hono {
  const app = new Hono()
  app.get('/records/:module', (c) => {
    const module = findModule(c.req.param('module'))
    return module === undefined ? nothing(c) : c.json(crm.rows(module.name).all())
  })
  app.get('/records/:module/:id', (c) => {
    const found = recordIn(crm, c)
    return found === undefined ? nothing(c) : c.json(found.row)
  })
  app.patch('/records/:module/:id', async (c) => {
    const found = recordIn(crm, c)
    const input = editInput.safeParse(await c.req.json().catch(() => undefined))
    if (!input.success) return c.json({ error: z.prettifyError(input.error) }, 400)
    if (found === undefined || found.row.deleted === '1') return nothing(c)
    const { email1 } = input.data
    if (email1 !== undefined) crm.addresses.drop(found.row.id)
    update(crm, found.module, found.row, { ...input.data, ...flagsOf(crm, email1) })
    return c.body(null, 204)
  })
  app.delete('/records/:module/:id', (c) => {
    const found = recordIn(crm, c)
    if (found === undefined || found.row.deleted === '1') return nothing(c)
    remove(crm, found.module, found.row)
    return c.body(null, 204)
  })
  return app
}

function memberButtons(crm: Crm): Hono {
  const app = new Hono()
  app.put('/lists/:list/:link/:id', (c) => changed(c, crm, relate))
  app.delete('/lists/:list/:link/:id', (c) => changed(c, crm, unrelate))
  return app
}

function changed(c: Context, crm: Crm, change: typeof relate) {
  const link = linkNamed('ProspectLists', c.req.param('link') ?? '')
  const list = crm.rows('ProspectLists').live(c.req.param('list') ?? '')
  if (link === undefined || list === undefined) return nothing(c)
  const row = crm.rows(link.module).live(c.req.param('id') ?? '')
  return row !== undefined && change(crm, link, list.id, row.id) ? c.body(null, 204) : nothing(c)
}

function recordIn(crm: Crm, c: Context) {
  const module = findModule(c.req.param('module') ?? '')
  const row = module && crm.rows(module.name).find(c.req.param('id') ?? '')
  return module === undefined || row === undefined ? undefined : { module, row }
}

function logOf(crm: Crm, campaignId: string | undefined): readonly Row[] {
  const rows = crm.rows('CampaignLog').all()
  return rows.filter((row) => row.campaign_id === (campaignId ?? row.campaign_id))
}

function listOf(crm: Crm, row: Row) {
  const { id, name, list_type, entry_count } = valuesOf(crm, moduleOf('ProspectLists'), row)
  const shown = [...memberLinks, 'campaigns']
  const links = shown.flatMap((one) => linkNamed('ProspectLists', one) ?? [])
  const members = links.map((one: Link) => [one.name, related(crm, one, row.id)])
  return { id, name, type: list_type, entries: Number(entry_count), ...Object.fromEntries(members) }
}

function addressOf(crm: Crm, row: Row) {
  const { id, email_address, opt_out, invalid_email, date_modified } = row
  return {
    id,
    address: email_address,
    optOut: opt_out === '1',
    invalid: invalid_email === '1',
    modifiedAt: date_modified,
    holders: crm.addresses.holders(id),
  }
}

/** On screen an address keeps its flags when it is given to somebody else. */
function flagsOf(crm: Crm, address: string | undefined) {
  const row = crm.addresses.find(address ?? '')
  return { email_opt_out: row?.opt_out ?? '0', invalid_email: row?.invalid_email ?? '0' }
}

function nothing(c: Context) {
  return c.json({ error: 'There is nothing of that kind.' }, 404)
}
