import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Fault, Sandbox } from '../../../sandbox/index.ts'
import { writeCall } from '../../../sandbox/xmlrpc/index.ts'
import { answered, call, post, rest, start, table } from './client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await start()
}, 60_000)
beforeEach(() => sandbox.faults.clear())
afterAll(() => sandbox.close())

const all = writeCall('contact.all', [table])
const held = (email: string) => sandbox.truth().contacts.some((one) => one.address === email)
const create = (email: string) => call(sandbox, 'contact.create', table, { email }, 'email')

it.each([
  [{ kind: 'expired-token' }, 401],
  [{ kind: 'server-error', status: 502 }, 502],
] as [Fault, number][])('%j is a status without words, once', async (fault, status) => {
  sandbox.faults.add(fault)
  const refused = await post(sandbox, all)
  expect([refused.status, await refused.text()]).toEqual([status, ''])
  expect((await post(sandbox, all)).status).toBe(200)
  sandbox.faults.add(fault)
  expect((await rest(sandbox, 'GET lists')).status).toBe(status)
})

it('a write is done, or not, whatever the caller hears', async () => {
  sandbox.faults.add({ kind: 'server-error' })
  await expect(create('a@fault.example')).rejects.toThrow()
  expect(held('a@fault.example')).toBe(false)
  sandbox.faults.add({ kind: 'server-error', applied: true })
  await expect(create('b@fault.example')).rejects.toThrow()
  expect(held('b@fault.example')).toBe(true)
  sandbox.faults.add({ kind: 'lost-answer', match: { operation: 'contact.create' } })
  await call(sandbox, 'list.all')
  await expect(create('c@fault.example')).rejects.toThrow()
  expect(held('c@fault.example')).toBe(true)
  sandbox.faults.add({ kind: 'reset' })
  await expect(create('d@fault.example')).rejects.toThrow()
  expect(held('d@fault.example')).toBe(false)
})

it('answers are cut off, are a page of HTML, or have rows twice, wrong or none', async () => {
  sandbox.faults.add({ kind: 'truncated-body' })
  await expect(post(sandbox, all).then((one) => one.text())).rejects.toThrow()
  sandbox.faults.add({ kind: 'html200' })
  expect(await (await post(sandbox, all)).text()).toContain('<html>')
  const whole = await call<object[]>(sandbox, 'contact.all', table)
  sandbox.faults.add({ kind: 'duplicate-rows', count: 2 })
  expect(await call(sandbox, 'contact.all', table)).toEqual([...whole.slice(0, 2), ...whole])
  sandbox.faults.add({ kind: 'malformed-row', variant: 'missing-contact-id' })
  expect((await call<object[]>(sandbox, 'contact.all', table))[1]).not.toHaveProperty('id')
  sandbox.faults.add({ kind: 'empty-source' })
  expect((await rest(sandbox, 'GET lists')).body).toEqual({ lists: [] })
})

it('faults of methods have the codes of the protocol; the log names the method', async () => {
  const noMethod = await answered(sandbox, 'report.opens', 1)
  expect(noMethod).toMatchObject({ fault: { code: -32601 } })
  expect(sandbox.requests.at(-1)?.operation).toBe('report.opens')
  expect(await (await post(sandbox, '<a>')).text()).toContain('-32700')
  expect(() => sandbox.faults.add({ kind: 'throttle' })).toThrow('throttle')
})
