import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { button, connect, inForm, post, start, tagNamed, told, type Line } from './client.ts'

let sandbox: Sandbox
let call: ReturnType<typeof connect>
beforeAll(async () => {
  sandbox = await start()
  call = connect(sandbox)
}, 60_000)
afterAll(() => sandbox.close())

const on = (name: string) => (one: Line) => one[name] === '1'

it('has the people of the world with their addresses, each list as a tag', async () => {
  const { people, lists, contacts } = sandbox.world.definition
  const rows = await call('get_contact_list_full')
  const leads = await call('get_lead_list_full')
  const seen = new Set([...rows, ...leads].map((one) => one.email))
  const persons = people.filter((one) => one.kind === 'person')
  expect(persons.filter((one) => !seen.has(one.email))).toEqual([])
  expect(rows.length + leads.length).toBe(persons.length + 5 + 6)
  expect(rows.some((one) => one.accountid === '')).toBe(true)
  for (const { name, listId } of lists) {
    const { contact, lead } = await tagNamed(sandbox, name)
    const holders = [...contact, ...lead].length
    expect(holders).toBeGreaterThan(0)
    expect(holders).toBeLessThanOrEqual(
      contacts.filter((one) => one.listIds.includes(listId)).length + 5,
    )
  }
  expect((await tagNamed(sandbox, 'Do not write to')).contact.length).toBeGreaterThan(3)
  const query_string = 'contactdetails_tags|CONTAINS|Client letter'
  const tagged = await call('get_contact_list', { query_string })
  const { contact } = await tagNamed(sandbox, 'Client letter')
  expect(tagged.map((one) => one.crmid)).toEqual(expect.arrayContaining(contact))
})

it('gives everybody an owner and most a company or a household', async () => {
  const users = (await call('get_user_list')).map((one) => one.crmid)
  const companies = await call('get_company_list_full')
  const kinds = new Set(companies.map((one) => one.account_type))
  expect([...kinds].sort()).toEqual(['Customer', 'Household'])
  const ids = new Set(companies.map((one) => one.id))
  const rows = await call('get_contact_list_full')
  expect(rows.filter((one) => !users.includes(one.smownerid))).toEqual([])
  const placed = rows.filter((one) => ids.has(one.accountid))
  expect(placed.length).toBeGreaterThan(rows.length * 0.8)
})

it('begins with flags, not all that the ESP knows of and a few that it does not', async () => {
  const persons = [...(await call('get_contact_list_full')), ...(await call('get_lead_list_full'))]
  const out = persons.filter(on('do_not_email'))
  const { contacts } = sandbox.world.definition
  const gone = contacts.filter((one) => one.permission === 'unsubscribed')
  const addresses = new Set(gone.map((one) => one.address))
  const both = out.filter((one) => addresses.has(one.email ?? ''))
  expect(both.length).toBeGreaterThan(0)
  expect(both.length).toBeLessThan(gone.length)
  expect(out.length).toBeGreaterThan(both.length)
  expect(await told(sandbox)).toEqual({
    campaigns: 0,
    activities: 0,
    optedOut: out.length,
    invalid: persons.filter(on('email_bounced')).length,
  })
  const returned = new Set(contacts.filter((one) => one.bounces === 'B').map((one) => one.address))
  const invalid = persons.filter(on('email_bounced')).map((one) => one.email ?? '')
  expect(invalid.filter((one) => returned.has(one)).length).toBeGreaterThan(3)
  expect(invalid.filter((one) => !returned.has(one)).length).toBeGreaterThan(0)
})

it('edits the flags of everybody who has an address, as a user does', async () => {
  const [lead] = await call('get_lead_list_full', { query_string: 'leadstatus|=|Recycled' })
  const address = lead?.email ?? ''
  type Holder = { module: string; optOut: boolean; invalid: boolean }
  const look = () => button<Holder[]>(sandbox, `GET /addresses?address=${address}`)
  await button(sandbox, 'POST /addresses', { address, optOut: true })
  expect(await look()).toMatchObject([
    { module: 'contact', optOut: true },
    { module: 'lead', optOut: true },
  ])
  await button(sandbox, 'POST /addresses', { address, optOut: false, invalid: true })
  for (const one of await look()) expect(one).toMatchObject({ optOut: false, invalid: true })
  const nobody = { address: 'nobody@nowhere.example', optOut: true }
  await expect(button(sandbox, 'POST /addresses', nobody)).rejects.toThrow('404')
})

it('edits, tags and deletes a record as a user does', async () => {
  const { contact } = await tagNamed(sandbox, 'Client letter')
  const [id = ''] = contact
  const path = `contact/${id}`
  await button(sandbox, `PATCH /records/${path}`, { title: 'Trustee' })
  expect(await call('get_contact', { crmid: id })).toMatchObject({ title: 'Trustee' })
  await button(sandbox, `DELETE /lists/Client letter/${path}`)
  expect((await tagNamed(sandbox, 'Client letter')).contact).not.toContain(id)
  await button(sandbox, `PUT /lists/Client letter/${path}`)
  await button(sandbox, `PUT /lists/Client letter/${path}`)
  expect((await tagNamed(sandbox, 'Client letter')).contact).toHaveLength(contact.length)
  await button(sandbox, `DELETE /records/${path}`)
  const form = { ...inForm, crmid: id }
  expect((await post(sandbox, 'get_contact', { form })).status).toBe(404)
  expect((await tagNamed(sandbox, 'Client letter')).contact).not.toContain(id)
  await expect(button(sandbox, `DELETE /records/${path}`)).rejects.toThrow('404')
  await expect(button(sandbox, 'PUT /lists/Client letter/user/1')).rejects.toThrow('404')
})

it('has the same records for the same seed', async () => {
  const worlds = await Promise.all([start({ seed: 7 }), start({ seed: 7 }), start({ seed: 8 })])
  const [one, same, other] = await Promise.all(
    worlds.map((of) => button<Line[]>(of, 'GET /records/contact')),
  )
  expect(one).toEqual(same)
  expect(one).not.toEqual(other)
  await Promise.all(worlds.map((of) => of.close()))
})
