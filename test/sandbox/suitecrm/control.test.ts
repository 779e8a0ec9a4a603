import { afterAll, beforeAll, expect, it } from 'vitest'
import { lawFirm, type Sandbox } from '../../../sandbox/index.ts'
import { button, connect, flagsOf, listNamed, lists, rowOf, start } from './client.ts'

let sandbox: Sandbox
let call: ReturnType<typeof connect>
beforeAll(async () => {
  sandbox = await start()
  call = connect(sandbox)
}, 60_000)
afterAll(() => sandbox.close())

it('begins with an exempt list, flags, and one mailbox in use by a contact and a lead', async () => {
  const all = await lists(sandbox)
  const named = sandbox.world.definition.lists.map((one) => one.name)
  expect(all.filter((one) => one.type === 'default').map((one) => one.name)).toEqual(
    expect.arrayContaining(named),
  )
  expect(all.find((one) => one.type === 'exempt')?.contacts.length).toBeGreaterThan(5)
  type Row = { id: string; email_address: string; opt_out: string; invalid_email: string }
  const rows = await button<Row[]>(sandbox, 'GET /records/EmailAddresses')
  expect(rows.filter((one) => one.opt_out === '1').length).toBeGreaterThan(3)
  expect(rows.filter((one) => one.invalid_email === '1').length).toBeGreaterThan(3)
  const leads = (await call('GET /V8/module/Leads?page[size]=100')).body.data
  const doubled = leads.filter((one) => one.attributes.status === 'Recycled')
  expect(doubled).toHaveLength(5)
  for (const one of doubled) {
    const { holders } = await flagsOf(sandbox, one.attributes.email1 ?? '')
    expect(holders.map((holder) => holder.module)).toEqual(['Contacts', 'Leads'])
  }
})

it('gives everybody an owner among the users, and most a company or a household', async () => {
  const target = 'GET /V8/module/Contacts?page[size]=2000'
  const { data } = (await call(target)).body
  const users = (await call('GET /V8/module/Users?page[size]=50')).body.data
  const ids = users.map((one) => one.id)
  expect(data.filter((one) => !ids.includes(one.attributes.assigned_user_id ?? ''))).toEqual([])
  const placed = data.filter((one) => one.attributes.account_name !== '')
  expect(placed.length).toBeGreaterThan(data.length * 0.8)
})

it('deletes a contact as a user does: it is on no list any more, and its date is now', async () => {
  const list = await listNamed(sandbox, 'Client letter')
  const [id = ''] = list.contacts
  sandbox.clock.advance(60_000)
  await button(sandbox, `DELETE /records/Contacts/${id}`)
  const now = new Date(sandbox.clock.now()).toISOString().slice(0, 19).replace('T', ' ')
  expect(await rowOf(sandbox, 'Contacts', id)).toMatchObject({ deleted: '1', date_modified: now })
  expect((await listNamed(sandbox, 'Client letter')).contacts).not.toContain(id)
  expect((await call(`GET /V8/module/Contacts/${id}`)).status).toBe(400)
  await expect(button(sandbox, `DELETE /records/Contacts/${id}`)).rejects.toThrow('404')
})

it('changes flags, fields, addresses and memberships as a user does', async () => {
  const list = await listNamed(sandbox, 'Client letter')
  const [id = '', other = ''] = list.contacts
  const seen = async (one = id) =>
    (await call(`GET /V8/module/Contacts/${one}`)).body.data.attributes
  const { email1 = '' } = await seen()
  await button(sandbox, 'POST /addresses', { address: email1, optOut: true, invalid: true })
  expect(await seen()).toMatchObject({ email_opt_out: '1', invalid_email: '1' })
  await button(sandbox, `PATCH /records/Contacts/${id}`, {
    title: 'Trustee',
    email1: 'n@new.example',
  })
  expect(await seen()).toMatchObject({ title: 'Trustee', email1: 'n@new.example' })
  expect(await seen()).toMatchObject({ email_opt_out: '0' })
  await button(sandbox, `PATCH /records/Contacts/${other}`, { email1 })
  expect(await seen(other)).toMatchObject({ email1, email_opt_out: '1' })
  await button(sandbox, `DELETE /lists/${list.id}/contacts/${id}`)
  expect((await listNamed(sandbox, 'Client letter')).entries).toBe(list.entries - 1)
  await button(sandbox, `PUT /lists/${list.id}/contacts/${id}`)
  expect((await listNamed(sandbox, 'Client letter')).entries).toBe(list.entries)
  await expect(button(sandbox, `PUT /lists/${list.id}/nosuch/${id}`)).rejects.toThrow('404')
})

it('still finds a person by an address that a user took away', async () => {
  const { data } = (await call('GET /V8/module/Contacts?page[size]=50&sort=-last_name')).body
  const contact = data.find((one) => one.attributes.email1 !== '')
  const { email1: old = '' } = contact?.attributes ?? {}
  await button(sandbox, `PATCH /records/Contacts/${contact?.id}`, { email1: 'z@new.example' })
  const found = (await call(`GET /V8/module/Contacts?filter[email1][eq]=${old}`)).body.data
  expect(found.map((one) => one.id)).toContain(contact?.id)
  expect(found.map((one) => one.attributes.email1)).not.toContain(old)
})

it('has the same records for the same seed', async () => {
  const [one, other] = await Promise.all([start({ seed: 7 }), start({ seed: 7 })])
  const ids = async (of: Sandbox) =>
    (await connect(of)('GET /V8/module/Contacts?page[size]=50')).body.data.map((row) => row.id)
  expect(await ids(one)).toEqual(await ids(other))
  await Promise.all([one.close(), other.close()])
})

it('pages ten thousand contacts to the end, each once', { timeout: 240_000 }, async () => {
  const world = lawFirm(3, { companies: 2100, households: 900, unattached: 200 })
  const large = await start({ world: { ...world, campaigns: [] } })
  const own = connect(large)
  const seen = new Set<string>()
  let pages = 1
  for (let number = 1; number <= pages; number += 1) {
    const page = `fields[Contacts]=email1&sort=date_modified&page[size]=1000&page[number]=${number}`
    const { body } = await own(`GET /V8/module/Contacts?${page}`)
    pages = Number(body.meta?.['total-pages'])
    for (const one of body.data) seen.add(one.id)
  }
  const rows = await fetch(`${large.url}/_sandbox/crm/records/Contacts`)
  const all = (await rows.json()) as { id: string }[]
  expect(all.length).toBeGreaterThan(10_000)
  expect(seen.size).toBe(all.length)
  await large.close()
})

it('counts what was told of campaigns, and the flags of addresses', async () => {
  type Told = Record<'campaigns' | 'activities' | 'optedOut' | 'invalid', number>
  const before = await button<Told>(sandbox, 'GET /told')
  expect(before).toMatchObject({ campaigns: 0, activities: 0 })
  expect(before.optedOut).toBeGreaterThan(0)
  const made = await call('POST /V8/module', {
    data: { type: 'Campaigns', attributes: { name: 'Spring', end_date: '2026-03-02' } },
  })
  const attributes = { campaign_id: made.body.data.id, activity_type: 'viewed', hits: '2' }
  await call('POST /V8/module', { data: { type: 'CampaignLog', attributes } })
  const list = await listNamed(sandbox, 'Client letter')
  const person = (await call(`GET /V8/module/Contacts/${list.contacts.at(-1)}`)).body.data
  const { optOut, invalid } = await flagsOf(sandbox, person.attributes['email1']!)
  const edit = { address: person.attributes['email1'], optOut: true, invalid: true }
  await button(sandbox, 'POST /addresses', edit)
  expect(await button<Told>(sandbox, 'GET /told')).toEqual({
    campaigns: 1,
    activities: 1,
    optedOut: before.optedOut + (optOut ? 0 : 1),
    invalid: before.invalid + (invalid ? 0 : 1),
  })
})
