import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Fault, Sandbox } from '../../../sandbox/index.ts'
import { button, connect, inForm, logIn, post, start, type Line } from './client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await start()
}, 60_000)
beforeEach(() => sandbox.faults.clear())
afterAll(() => sandbox.close())

const list = 'get_contact_list_full'
const page = (at: number) =>
  connect(sandbox)(list, { limit_start: String(at * 10), limit_end: String(at * 10 + 10) })
const ids = async (at: number) => (await page(at)).map((one) => one.id)

it.each([
  [{ kind: 'throttle' }, 429],
  [{ kind: 'quota' }, 429],
  [{ kind: 'server-error' }, 503],
  [{ kind: 'server-error', status: 500 }, 500],
  [{ kind: 'status', status: 502 }, 502],
] as [Fault, number][])('%j is answered once', async (fault, status) => {
  sandbox.faults.add(fault)
  expect((await post(sandbox, list, { form: inForm })).status).toBe(status)
  expect((await post(sandbox, list, { form: inForm })).status).toBe(200)
})

it('ends a session for good, and refuses keys once', async () => {
  sandbox.faults.add({ kind: 'expired-token' })
  const form = await logIn(sandbox)
  const unauthorized = { status: 200, body: { error: 'Unauthorized' } }
  for (let turn = 0; turn < 2; turn += 1) {
    expect(await post(sandbox, list, { form })).toEqual(unauthorized)
  }
  const parts = new FormData()
  parts.set('accesskey', (await logIn(sandbox)).accesskey)
  sandbox.faults.add({ kind: 'expired-token' })
  for (let turn = 0; turn < 2; turn += 1) {
    expect(await post(sandbox, list, { form: parts })).toEqual(unauthorized)
  }
  sandbox.faults.add({ kind: 'expired-token' })
  expect(await post(sandbox, list, { form: inForm })).toEqual(unauthorized)
  expect(await page(0)).toHaveLength(10)
})

it('cuts a body off', async () => {
  sandbox.faults.add({ kind: 'truncated-body' })
  await expect(page(0)).rejects.toThrow()
})

it('processes a write whose answer is lost, and one that is sent twice', async () => {
  const match = { path: 'edit_activity' }
  const write = () => connect(sandbox)<unknown>('edit_activity', { crmid: '0', cf_401: 'lost' })
  const found = async () =>
    (await button<Line[]>(sandbox, 'GET /records/activity')).filter((one) => one.cf_401 === 'lost')
  sandbox.faults.add({ kind: 'lost-answer', match })
  await expect(write()).rejects.toThrow()
  expect(await found()).toHaveLength(1)
  sandbox.faults.add({ kind: 'repeated-request', match })
  await write()
  expect(await found()).toHaveLength(3)
})

it('serves a page twice, and rows that moved while somebody pages', async () => {
  const first = await ids(0)
  sandbox.faults.add({ kind: 'duplicate-page' })
  expect(await ids(1)).toEqual(first)
  await ids(0)
  sandbox.faults.add({ kind: 'drifted-rows', count: 2 })
  expect((await ids(1)).slice(0, 2)).toEqual(first.slice(-2))
  sandbox.faults.add({ kind: 'empty-source' })
  expect(await ids(0)).toEqual([])
})

it('tells a count that is wrong', async () => {
  const count = () => connect(sandbox)<string>('get_contact_list_count').then(Number)
  const right = await count()
  sandbox.faults.add({ kind: 'skewed-totals', stats: { count: 3 } })
  expect(await count()).toBe(right + 3)
})

it.each([
  ['missing-contact-id', (one: object) => !('id' in one)],
  ['unparseable-address', (one: object) => JSON.stringify(one).includes('<@@>')],
  ['impossible-date', (one: object) => JSON.stringify(one).includes('2026-02-31')],
] as const)('spoils one row: %s', async (variant, spoilt) => {
  sandbox.faults.add({ kind: 'malformed-row', variant, replace: true })
  const rows = await page(0)
  expect(rows).toHaveLength(10)
  expect(rows.filter(spoilt)).toHaveLength(1)
})

it('has no fault that would mean nothing here', () => {
  expect(() => sandbox.faults.add({ kind: 'self-next' })).toThrow('There is no self-next')
})
