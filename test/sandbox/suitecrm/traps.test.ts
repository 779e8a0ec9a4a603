import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { button, connect, flagsOf, listNamed, rest, rowOf, session, start } from './client.ts'

let sandbox: Sandbox
let call: ReturnType<typeof connect>
beforeAll(async () => {
  sandbox = await start()
  call = connect(sandbox)
}, 60_000)
afterAll(() => sandbox.close())

async function create(type: string, attributes: object) {
  const { status, body } = await call('POST /V8/module', { data: { type, attributes } })
  expect(status).toBe(201)
  return body.data
}

const patch = (type: string, id: string, attributes: object) =>
  call('PATCH /V8/module', { data: { type, id, attributes } })

it('1: flags written to a person are answered with success and not stored', async () => {
  const { id } = await create('Contacts', { last_name: 'One', email1: 'one@trap.example' })
  const flags = { email_opt_out: '1', invalid_email: '1' }
  expect((await patch('Contacts', id, flags)).status).toBe(201)
  expect((await patch('Contacts', id, { ...flags, email1: 'one@trap.example' })).status).toBe(201)
  const given = { id, ...flags }
  const own = await session(sandbox)
  const set = { session: own, module_name: 'Contacts', name_value_list: given }
  expect((await rest(sandbox, 'set_entry', set)).body.id).toBe(id)
  expect(await flagsOf(sandbox, 'one@trap.example')).toMatchObject({
    optOut: false,
    invalid: false,
  })
})

it('1: flags written to the address hold for everybody who shares it, at once', async () => {
  const email1 = 'shared@trap.example'
  const contact = await create('Contacts', { last_name: 'Shared', email1 })
  const lead = await create('Leads', { last_name: 'Shared', email1 })
  const caps = '/V8/module/EmailAddresses?filter[email_address_caps][eq]=SHARED@TRAP.EXAMPLE'
  const [address] = (await call(`GET ${caps}`)).body.data
  const done = await patch('EmailAddresses', address?.id ?? '', {
    opt_out: '1',
    invalid_email: '1',
  })
  expect(done).toMatchObject({ status: 201, body: { data: { attributes: { opt_out: '1' } } } })
  for (const [module, { id }] of [
    ['Contacts', contact],
    ['Leads', lead],
  ] as const) {
    const { attributes } = (await call(`GET /V8/module/${module}/${id}`)).body.data
    expect(attributes).toMatchObject({ email_opt_out: '1', invalid_email: '1', email1 })
  }
})

it('2: a create with a known address and without flags lifts its flags', async () => {
  const email1 = 'two@trap.example'
  await create('Contacts', { last_name: 'Two', email1, email_opt_out: '1', invalid_email: '1' })
  expect(await flagsOf(sandbox, email1)).toMatchObject({ optOut: true, invalid: true })
  const kept = { last_name: 'Kept', email1, email_opt_out: '1', invalid_email: '1' }
  await create('Leads', kept)
  expect(await flagsOf(sandbox, email1)).toMatchObject({ optOut: true, invalid: true })
  const { id } = await create('Leads', { last_name: 'Reset', email1: 'Two@Trap.Example' })
  expect(await flagsOf(sandbox, email1)).toMatchObject({ optOut: false, invalid: false })
  await button(sandbox, 'POST /addresses', { address: email1, optOut: true })
  await patch('Leads', id, { first_name: 'Still', email1 })
  expect(await flagsOf(sandbox, email1)).toMatchObject({ optOut: true })
})

it('3: a moment in ISO form is NULL in the database', async () => {
  for (const [given, stored] of [
    ['2026-05-01 10:00:33', '2026-05-01 10:00:33'],
    ['2026-05-01T10:00:33Z', null],
    ['2026-05-01T10:00:33+00:00', null],
    ['2026-05-01T10:00:33+02:00', null],
  ] as const) {
    const { id } = await create('CampaignLog', { activity_type: 'viewed', activity_date: given })
    expect((await rowOf(sandbox, 'CampaignLog', id)).activity_date).toBe(stored)
  }
})

it('4: V8 drops the seconds of a moment, v4_1 keeps them', async () => {
  const at = '2026-05-01 03:47:31'
  const { id, attributes } = await create('CampaignLog', { activity_date: at })
  expect(attributes.activity_date).toBe('2026-05-01T03:47:00+00:00')
  const own = await session(sandbox)
  const given = { session: own, module_name: 'CampaignLog', ids: [id], fields: ['activity_date'] }
  const { body } = await rest(sandbox, 'get_entries', given)
  expect(body.entry_list[0]?.name_value_list.activity_date?.value).toBe(at)
  const filter = encodeURIComponent(at)
  const found = await call(`GET /V8/module/CampaignLog?filter[activity_date][eq]=${filter}`)
  expect(found.body.data.map((one) => one.id)).toEqual([id])
})

it('5: neither flags nor memberships touch the date of the person', async () => {
  const list = await listNamed(sandbox, 'Client letter')
  const [id = ''] = list.contacts
  const before = await rowOf(sandbox, 'Contacts', id)
  const { attributes } = (await call(`GET /V8/module/Contacts/${id}`)).body.data
  sandbox.clock.advance(3_600_000)
  await button(sandbox, 'POST /addresses', { address: attributes.email1, optOut: true })
  await call(`DELETE /V8/module/ProspectLists/${list.id}/relationships/contacts/${id}`)
  expect((await rowOf(sandbox, 'Contacts', id)).date_modified).toBe(before.date_modified)
  await patch('Contacts', id, { title: 'Trustee' })
  expect((await rowOf(sandbox, 'Contacts', id)).date_modified).not.toBe(before.date_modified)
})

it('6: deleted records cannot be listed in V8 as soon as there is one', async () => {
  const deleted = 'GET /V8/module/Notes?filter[deleted][eq]=1'
  expect(await call(deleted)).toMatchObject({ status: 200, body: { data: [] } })
  const { id } = await create('Notes', { name: 'Gone soon' })
  await call(`DELETE /V8/module/Notes/${id}`)
  expect(await call(deleted)).toMatchObject({ status: 400, body: { errors: { status: 400 } } })
  const others = (await call('GET /V8/module/Notes?filter[deleted][eq]=0')).body
  expect(others.data.map((one) => one.id)).not.toContain(id)
})

it('7: more information than a hundred letters is cut', async () => {
  const long = `${'x'.repeat(120)}@trap.example`
  const { attributes } = await create('CampaignLog', { more_information: long, hits: 2 })
  expect(attributes).toMatchObject({ more_information: long.slice(0, 100), hits: '2' })
})

it('any activity is stored, as a raise of its hits is', async () => {
  const given = { campaign_id: 'c', target_id: 't', activity_type: 'forwarded', hits: 1 }
  const { id } = await create('CampaignLog', given)
  await patch('CampaignLog', id, { hits: 3 })
  const target = '/V8/module/CampaignLog?filter[campaign_id][eq]=c&filter[target_id][eq]=t'
  const { data } = (await call(`GET ${target}`)).body
  expect(data).toMatchObject([{ id, attributes: { activity_type: 'forwarded', hits: '3' } }])
})
