import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import {
  button,
  connect,
  query,
  rows,
  somebody,
  start,
  told,
  type Call,
  type Line,
} from './client.ts'

let sandbox: Sandbox
let call: Call
beforeAll(async () => {
  sandbox = await start()
  call = await connect(sandbox)
}, 60_000)
afterAll(() => sandbox.close())

interface Look {
  optOut: boolean
  invalid: boolean
  holders: { customer: string; type: string; optOut: boolean; invalid: boolean }[]
}

const look = (address = '') =>
  button<Look>(sandbox, `GET /addresses?address=${encodeURIComponent(address)}`)

it('begins with the people of the world, some flags, and no activity', async () => {
  const { definition } = sandbox.world
  const persons = definition.people.filter((one) => one.kind === 'person')
  const rows = await button<Line[]>(sandbox, 'GET /records/Individual')
  expect(rows).toHaveLength(persons.length + 5 + 6)
  const addresses = new Set(rows.map((one) => one.cst_eml_address_dn))
  expect(persons.filter(({ email }) => email !== '' && !addresses.has(email))).toEqual([])
  const alone = rows.filter((one) => one.cst_org_name_dn === null)
  expect(alone.length).toBeGreaterThan(20)
  expect(alone.length).toBeLessThan(rows.length / 4)
  const companies = await button<Line[]>(sandbox, 'GET /records/Organization')
  const kinds = new Set(companies.map((one) => one.org_ogt_code))
  expect(kinds).toEqual(new Set(['Company', 'Household']))
  const { optedOut, invalid, ...written } = await told(sandbox)
  expect(written).toEqual({ campaigns: 0, activities: 0 })
  expect(Math.min(optedOut, invalid)).toBeGreaterThan(3)
  const gone = definition.contacts.filter((one) => one.permission === 'unsubscribed')
  expect(optedOut).toBeLessThan(gone.length)
  const users = new Set(rows.map((one) => one.cst_add_user))
  expect(definition.people.every((one) => users.has(one.ownerEmail.split('@')[0]))).toBe(true)
})

it('has mailboxes that two share, more than the world has couples, each with flags of its own', async () => {
  const emails = await button<Line[]>(sandbox, 'GET /records/IndividualEmail')
  const counts = new Map<string, Line[]>()
  for (const one of emails) {
    const address = one.eml_address ?? ''
    counts.set(address, [...(counts.get(address) ?? []), one])
  }
  const shared = [...counts.values()].filter((some) => some.length > 1)
  const couples = new Map<string, number>()
  for (const { email } of sandbox.world.definition.people) {
    if (email !== '') couples.set(email, (couples.get(email) ?? 0) + 1)
  }
  expect(shared).toHaveLength([...couples.values()].filter((count) => count > 1).length + 5)
  const [[one, other] = []] = shared
  const named = { szObjectName: 'IndividualEmail', szObjectKey: one?.eml_key }
  await button(sandbox, `PATCH /records/IndividualEmail/${one?.eml_key}`, { eml_invalid_flag: '1' })
  await call('GetFacadeObject', named)
  const { holders } = await look(other?.eml_address)
  expect(holders.map((each) => each.invalid)).toEqual([true, false])
})

it('edits flags of all who have an address, and lifts them again', async () => {
  const one = await somebody(call)
  const { eml_address: address = '', ind_cst_key: key = '' } = one
  sandbox.clock.advance(60_000)
  const since = new Date(sandbox.clock.now()).toISOString().slice(0, 19)
  await button(sandbox, 'POST /addresses', { address, optOut: true, invalid: true })
  expect(await look(address)).toMatchObject({ optOut: true, invalid: true })
  const where = `cst_change_date >= '${since}' and eml_change_date >= '${since}'`
  const columns = 'eml_cst_key,cst_no_email_flag,eml_invalid_reason'
  expect(await query(call, ['IndividualEmail', columns, where])).toEqual([
    { eml_cst_key: key, cst_no_email_flag: '1', eml_invalid_reason: 'Entered by hand' },
  ])
  await button(sandbox, 'POST /addresses', { address, optOut: false, invalid: false })
  expect(await look(address)).toMatchObject({ optOut: false, invalid: false })
  const unknown = button(sandbox, 'POST /addresses', { address: 'no@body.example', optOut: true })
  await expect(unknown).rejects.toThrow('404')
  await expect(button(sandbox, 'POST /addresses', { address, optout: true })).rejects.toThrow('400')
})

it('deletes by a flag: the row stays, its date is now, and no saved query finds it', async () => {
  type List = { id: string; object: string; name: string; members: string[] }
  const [list] = await button<List[]>(sandbox, 'GET /lists')
  const [id = '', other = ''] = list?.members ?? []
  const run = async () => {
    const seen: (string | undefined)[] = []
    for (let currentPage = 1; currentPage < 100; currentPage += 1) {
      const named = { szObjectName: 'Individual', szQueryName: list?.name, currentPage }
      const found = rows(await call('GetDynamicQuery', named))
      if (found.length === 0) break
      seen.push(...found.map((one) => one.ind_cst_key))
    }
    return seen
  }
  expect(await run()).toContain(id)
  sandbox.clock.advance(60_000)
  const since = new Date(sandbox.clock.now()).toISOString().slice(0, 19)
  await button(sandbox, `DELETE /records/Individual/${id}`)
  const where = `cst_change_date >= '${since}' and cst_delete_flag = 1`
  const found = await query(call, ['Individual', 'ind_cst_key,ind_delete_flag', where])
  expect(found).toEqual([{ ind_cst_key: id, ind_delete_flag: '1' }])
  expect(await run()).not.toContain(id)
  await button(sandbox, `DELETE /lists/${list?.id}/members/${other}`)
  expect(await run()).not.toContain(other)
  await button(sandbox, `PUT /lists/${list?.id}/members/${other}`)
  expect(await run()).toContain(other)
  await expect(button(sandbox, `DELETE /lists/x/members/${other}`)).rejects.toThrow('404')
  await expect(button(sandbox, `DELETE /records/Contact/${id}`)).rejects.toThrow('404')
})

it('gives a person another address, which the customer shows', async () => {
  const { ind_cst_key: key = '' } = await somebody(call, 5)
  await button(sandbox, `PATCH /records/Individual/${key}`, { eml_address: 'z@new.example' })
  const row = await button(sandbox, `GET /records/Individual/${key}`)
  expect(row).toMatchObject({ eml_address: 'z@new.example', cst_eml_address_dn: 'z@new.example' })
})

it('has the same records for the same seed', async () => {
  const now = Date.parse('2026-01-05T08:00:00Z')
  const [one, other] = await Promise.all([start({ seed: 7, now }), start({ seed: 7, now })])
  const keys = async (of: Sandbox) =>
    query(await connect(of), ['Individual @TOP 50', 'ind_cst_key,cst_change_date'])
  expect(await keys(one)).toEqual(await keys(other))
  await Promise.all([one.close(), other.close()])
})
