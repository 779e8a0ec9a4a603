import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { button, connect, everything, filter, flagsOf, start } from './client.ts'
import type { Call, Email, Line, Page } from './client.ts'

let sandbox: Sandbox
let call: Call
beforeAll(async () => {
  sandbox = await start()
  call = connect(sandbox)
}, 60_000)
afterAll(() => sandbox.close())

const entry = (email_address: string, flags: Partial<Email> = {}) => ({
  email_address,
  opt_out: '0',
  invalid_email: '0',
  primary_address: '0',
  ...flags,
})
const create = async (module: string, body: object) => (await call(`POST /${module}`, body)).body

it('begins with the people of the world: owners, households, flags not known to the ESP', async () => {
  const people = await everything(call, 'Contacts')
  const users = new Set((await everything(call, 'Users')).map((one) => one.id))
  expect(people.filter((one) => !users.has(String(one.assigned_user_id)))).toEqual([])
  const kinds = (await everything(call, 'Accounts')).map((one) => one.account_type)
  expect(new Set(kinds)).toEqual(new Set(['Customer', 'Household']))
  expect((await everything(call, 'Leads')).length).toBeGreaterThan(5)
  expect(await everything(call, 'Prospects')).toHaveLength(6)
  expect(await everything(call, 'Campaigns')).toHaveLength(2)
  expect(await everything(call, 'CampaignLog')).toEqual([])
  const told = await button<Record<string, number>>(sandbox, 'GET /told')
  expect(told).toMatchObject({ campaigns: 0, activities: 0 })
  const left = sandbox.world.definition.contacts.filter((one) => one.permission === 'unsubscribed')
  expect(told.optedOut).toBeGreaterThan(0)
  expect(told.optedOut).toBeLessThan(left.length)
  expect(told.invalid).toBeGreaterThan(0)
})

it('writes an array of addresses in place of those there were, the flags to the addresses', async () => {
  const two = [entry('one@a.example', { primary_address: '1' }), entry('two@a.example')]
  const lead = await create('Leads', { last_name: 'Lee', email: [entry('two@a.example')] })
  const { id } = await create('Contacts', { last_name: 'Lee', email: two })
  const out = entry('two@a.example', { opt_out: '1', primary_address: '1' })
  const changed = (await call(`PUT /Contacts/${id}`, { email: [out] })).body
  expect(changed.email).toEqual([out])
  expect((await call(`GET /Leads/${lead.id}`)).body.email).toEqual([out])
  expect(await flagsOf(sandbox, 'two@a.example')).toMatchObject({ optOut: true, invalid: false })
  expect((await flagsOf(sandbox, 'one@a.example')).holders).toEqual([])
  const back = await call(`PUT /Contacts/${id}`, { email: two })
  expect(back.body.email.map((one) => one.email_address)).toEqual([
    'one@a.example',
    'two@a.example',
  ])
  expect((await call(`PUT /Contacts/${id}`, { email: [] })).body.email).toEqual([])
})

it('keeps the addresses of whoever is written without any, whatever else is written', async () => {
  const email = [entry('kept@a.example', { opt_out: '1', primary_address: '1' })]
  const { id } = await create('Contacts', { last_name: 'Kept', email })
  const given = { title: 'Trustee', email_opt_out: '0', invalid_email: '1', email1: 'x@a.example' }
  const { body } = await call(`PUT /Contacts/${id}`, given)
  expect(body).toMatchObject({ title: 'Trustee', email })
})

it('takes a flag that is left out for one that is not set, for everybody who shares the address', async () => {
  const email = [entry('shared@a.example', { opt_out: '1', invalid_email: '1' })]
  await create('Contacts', { last_name: 'First', email })
  expect(await flagsOf(sandbox, 'shared@a.example')).toMatchObject({ optOut: true, invalid: true })
  await create('Leads', { last_name: 'Second', email: [{ email_address: 'shared@a.example' }] })
  expect(await flagsOf(sandbox, 'shared@a.example')).toMatchObject({
    optOut: false,
    invalid: false,
  })
  await create('Contacts', { last_name: 'Third', email1: 'third@a.example' })
  expect((await flagsOf(sandbox, 'third@a.example')).holders).toHaveLength(1)
})

it('takes flags as texts and as booleans, and refuses what is no address', async () => {
  const flags = { opt_out: true, invalid_email: false, primary_address: true }
  const email = [{ email_address: 'bool@a.example', ...flags }]
  const { id } = await create('Prospects', { last_name: 'Bool', email })
  expect(await flagsOf(sandbox, 'bool@a.example')).toMatchObject({ optOut: true, invalid: false })
  for (const wrong of ['bool@a.example', [{ email_address: 'nobody' }], ['x@a.example']]) {
    const refused = await call(`PUT /Prospects/${id}`, { email: wrong })
    expect(refused).toMatchObject({ status: 422, body: { error: 'invalid_parameter' } })
  }
})

it('writes flags to an address as such, which touches the date of no person', async () => {
  const email = [entry('row@a.example', { primary_address: '1' })]
  const person = await create('Contacts', { last_name: 'Row', email })
  sandbox.clock.advance(3_600_000)
  const found = await filter(call, 'EmailAddresses', {
    filter: [{ email_address_caps: 'ROW@A.EXAMPLE' }],
  })
  const address = found.body.records[0]
  const known = await create('EmailAddresses', { email_address: 'row@a.example', opt_out: true })
  expect(known).toMatchObject({ id: address?.id, opt_out: false })
  const set = await call(`PUT /EmailAddresses/${address?.id}`, { opt_out: true })
  expect(set.body).toMatchObject({ opt_out: true, invalid_email: false })
  const after = (await call(`GET /Contacts/${person.id}`)).body
  expect(after.email[0]).toMatchObject({ opt_out: '1' })
  expect(after.date_modified).toBe(person.date_modified)
  await call(`PUT /Contacts/${person.id}`, { email: after.email })
  const touched = (await call(`GET /Contacts/${person.id}`)).body
  expect(touched.date_modified > person.date_modified).toBe(true)
})

it('checks little of what is written', async () => {
  const given = { nothing: 1, title: 'x'.repeat(400), status: 'Hologram', converted: true }
  const lead = await create('Leads', given)
  expect(lead).toMatchObject({ last_name: '', title: 'x'.repeat(100), status: 'Hologram' })
  expect(lead).toMatchObject({ converted: true })
  expect(lead).not.toHaveProperty('nothing')
  const at = '2026-05-01T12:30:15+02:00'
  const log = await create('CampaignLog', {
    activity_date: at,
    hits: '3',
    activity_type: 'forward',
  })
  expect(log).toMatchObject({ activity_date: '2026-05-01T05:30:15-05:00', hits: 3 })
  const vague = await create('CampaignLog', { activity_date: 'in May', activity_type: 'forward' })
  expect(vague).toMatchObject({ activity_date: '', activity_type: 'forward' })
})

it('takes the id that a client chooses, once', async () => {
  const id = '0d0a3c1e-7a3a-5f4e-9a53-4f4b9c1d2e3f'
  expect((await call('POST /Notes', { id, name: 'Chosen' })).body).toMatchObject({ id })
  const again = await call<Line>('POST /Notes', { id, name: 'Chosen again' })
  expect(again).toMatchObject({ status: 422, body: { error: 'invalid_parameter' } })
  expect(String(again.body.error_message)).toContain('Record already exists')
})

it('finds whom to write to, with the ids and flags of their addresses', async () => {
  const email = [entry('finn@a.example', { opt_out: '1' }), entry('other@a.example')]
  const contact = await create('Contacts', { first_name: 'Finn', last_name: 'Zeller', email })
  await create('Leads', { first_name: 'Finn', last_name: 'Zeller', email: [email[1]] })
  const find = async (query: string) =>
    (await call<Page>(`GET /Mail/recipients/find?${query}`)).body.records
  const found = await find('q=zeller&module_list=all&order_by=email:asc')
  expect(found.map((one) => [one._module, one.email, one.opt_out])).toEqual([
    ['Contacts', 'finn@a.example', true],
    ['Contacts', 'other@a.example', false],
    ['Leads', 'other@a.example', false],
  ])
  expect(found[0]).toMatchObject({ id: contact.id, name: 'Finn Zeller' })
  expect(found[1]?.email_address_id).toBe(found[2]?.email_address_id)
  expect(await find('q=finn@a.example&module_list=leads')).toEqual([])
  const refused = await call('GET /Mail/recipients/find?module_list=notes')
  expect(refused.status).toBe(422)
})

it('lets a user edit flags, records and lists beside the API', async () => {
  const email = [entry('desk@a.example', { primary_address: '1' })]
  const { id } = await create('Contacts', { last_name: 'Desk', email })
  const counted = () => button<Record<string, number>>(sandbox, 'GET /told')
  const { optedOut = 0 } = await counted()
  await button(sandbox, 'POST /addresses', { address: 'desk@a.example', optOut: true })
  expect((await counted()).optedOut).toBe(optedOut + 1)
  await button(sandbox, `PATCH /records/Contacts/${id}`, { title: 'Trustee' })
  const seen = (await call(`GET /Contacts/${id}`)).body
  expect(seen).toMatchObject({ title: 'Trustee', email: [{ opt_out: '1' }] })
  const list = await create('ProspectLists', { name: 'By hand' })
  await button(sandbox, `PUT /lists/${list.id}/contacts/${id}`)
  const members = await call<Page>(`GET /ProspectLists/${list.id}/link/contacts`)
  expect(members.body.records.map((one) => one.id)).toEqual([id])
  await button(sandbox, `DELETE /records/Contacts/${id}`)
  expect((await call(`GET /Contacts/${id}`)).status).toBe(404)
})
