import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { button, connect, listNamed, query, rowOf, start } from './client.ts'
import type { Call, Line } from './client.ts'

let sandbox: Sandbox
let call: Call
beforeAll(async () => {
  sandbox = await start()
  call = connect(sandbox)
}, 60_000)
afterAll(() => sandbox.close())

it('begins with a campaign for each list, two that are over, and no activities', async () => {
  const soql = 'SELECT Name, Status, (SELECT Id FROM CampaignMembers) FROM Campaign'
  const { records } = await query(call, soql)
  const named = (status: string) =>
    records.filter((one) => one.Status === status).map((one) => one.Name)
  const lists = sandbox.world.definition.lists.map((one) => one.name)
  expect(named('In Progress')).toEqual(lists)
  expect(named('Completed')).toEqual(['Client letters', 'Autumn seminar'])
  for (const object of ['Task', 'Event', 'cloupra__Interaction__c']) {
    expect((await query(call, `SELECT COUNT() FROM ${object}`)).totalSize).toBe(0)
  }
  const letter = await listNamed(sandbox, 'Client letter')
  const { listId } = sandbox.world.definition.lists.find((one) => one.name === 'Client letter')!
  const wanted = new Set(
    sandbox.world.definition.contacts
      .filter((one) => one.listIds.includes(listId))
      .map((one) => one.address.toLowerCase()),
  )
  for (const id of letter.members.slice(0, 20)) {
    const row = await rowOf(sandbox, id.startsWith('003') ? 'Contact' : 'Lead', id)
    expect(wanted).toContain(String(row.Email).toLowerCase())
  }
})

it('gives everybody an owner, most an account; some opted out, some bounced, not all', async () => {
  const count = async (where: string, of = 'Contact') =>
    (await query(call, `SELECT COUNT() FROM ${of} WHERE ${where}`)).totalSize
  const all = await count('Id != null')
  expect(await count('Owner.Name != null')).toBe(all)
  expect(await count('AccountId = null')).toBeGreaterThan(5)
  expect(await count('AccountId != null')).toBeGreaterThan(all * 0.8)
  expect(await count("Type = 'Individual'", 'Account')).toBeGreaterThan(5)
  const { contacts } = sandbox.world.definition
  const left = contacts.filter((one) => one.permission === 'unsubscribed').length
  const heard = await count('HasOptedOutOfEmail = true')
  expect(heard).toBeGreaterThan(3)
  expect(heard).toBeLessThan(left)
  expect(await count('IsEmailBounced = true')).toBeGreaterThan(3)
})

it('edits the flags of whoever has an address', async () => {
  const [lead] = (await query(call, "SELECT Email FROM Lead WHERE Company != '[not provided]'"))
    .records
  const address = String(lead?.Email)
  await button(sandbox, 'POST /addresses', { address, optOut: true, invalid: true })
  const look = await button<{ holders: Line[] }>(sandbox, `GET /addresses?address=${address}`)
  expect(look).toMatchObject({ optOut: true, invalid: true })
  expect(look.holders.map((one) => one.type)).toEqual(['Contact', 'Lead'])
  await button(sandbox, 'POST /addresses', { address, optOut: false, invalid: false })
  const lifted = await button(sandbox, `GET /addresses?address=${address}`)
  expect(lifted).toMatchObject({ optOut: false, invalid: false })
  await expect(button(sandbox, 'GET /addresses?address=x@nowhere.example')).rejects.toThrow('404')
  await expect(button(sandbox, 'POST /addresses', { optOut: 1 })).rejects.toThrow('400')
})

it('changes records and memberships as a user does', async () => {
  const { id, members } = await listNamed(sandbox, 'Client letter')
  const [person = '', gone = ''] = members
  sandbox.clock.advance(60_000)
  await button(sandbox, `PATCH /records/Contact/${person}`, { Email: 'n@new.example' })
  const row = await rowOf(sandbox, 'Contact', person)
  const now = new Date(sandbox.clock.now()).toISOString().slice(0, 19)
  expect(row).toMatchObject({ Email: 'n@new.example', SystemModstamp: `${now}.000+0000` })
  await button(sandbox, `DELETE /lists/${id}/members/${person}`)
  expect((await listNamed(sandbox, 'Client letter')).members).not.toContain(person)
  await button(sandbox, `PUT /lists/${id}/members/${person}`)
  expect((await listNamed(sandbox, 'Client letter')).members).toContain(person)
  await expect(button(sandbox, `PUT /lists/${id}/members/${person}`)).rejects.toThrow('400')
  await button(sandbox, `DELETE /records/Contact/${gone}`)
  expect((await listNamed(sandbox, 'Client letter')).members).not.toContain(gone)
  await expect(button(sandbox, `DELETE /records/Contact/${gone}`)).rejects.toThrow('404')
  const made = await button(sandbox, 'POST /records/Lead', { LastName: 'Ott', Company: 'Ott' })
  expect(await rowOf(sandbox, 'Lead', String(made.id))).toMatchObject({ LastName: 'Ott' })
})

it('has the same records for the same seed', async () => {
  const [one, other] = await Promise.all([start({ seed: 7 }), start({ seed: 7, now: 1e12 })])
  const rows = async (of: Sandbox) =>
    (await query(connect(of), 'SELECT Id, Name, Email FROM Contact')).records
  expect(await rows(one)).toEqual(await rows(other))
  await Promise.all([one.close(), other.close()])
})
