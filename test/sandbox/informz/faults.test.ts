import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { vendors, type Fault, type Sandbox } from '../../../sandbox/index.ts'
import { act, gridRequest, page, post, start } from './client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await start()
}, 60_000)
beforeEach(() => sandbox.faults.clear())
afterAll(() => sandbox.close())

const grid = 'mailing_activity_opens'
const ten = '<NumberOfRows>10</NumberOfRows>'

it.each([
  [{ kind: 'expired-token' }, 500, 'InvalidCredentialsException'],
  [{ kind: 'server-error' }, 503, 'SystemAccessException'],
] as [Fault, number, string][])('%j is a SOAP fault, once', async (fault, status, code) => {
  sandbox.faults.add(fault)
  expect(await post(sandbox, gridRequest(grid, ten))).toMatchObject({ status, code })
  expect((await post(sandbox, gridRequest(grid, ten))).status).toBe(200)
})

it('is for one grid or action where it is told so', async () => {
  sandbox.faults.add({ kind: 'reset', match: { operation: 'Unsubscribe' } })
  expect(await page(sandbox, grid, ten)).toHaveLength(10)
  await expect(act(sandbox, 'Unsubscribe', '<Subscribers />')).rejects.toThrow()
  expect((await act(sandbox, 'Unsubscribe', '<Subscribers />')).code).toBeUndefined()
})

it('pages come with rows twice, late, drifted, wrong or none', async () => {
  const whole = await page(sandbox, grid, ten)
  sandbox.faults.add({ kind: 'duplicate-rows', count: 2 })
  expect(await page(sandbox, grid, ten)).toEqual([...whole.slice(0, 2), ...whole])
  sandbox.faults.add({ kind: 'late-rows', every: 2 })
  expect(await page(sandbox, grid, ten)).toHaveLength(5)
  sandbox.faults.add({ kind: 'drifted-rows', count: 3 })
  const next = await page(sandbox, grid, `<StartRow>11</StartRow>${ten}`)
  expect(next.slice(0, 3)).toEqual(whole.slice(-3))
  sandbox.faults.add({ kind: 'malformed-row', variant: 'impossible-date' })
  expect((await page(sandbox, grid, ten))[1]?.open_date).toContain('T25:61')
  sandbox.faults.add({ kind: 'empty-source' })
  expect(await page(sandbox, grid, ten)).toEqual([])
})

it('refuses what the vendor has not, and keeps no password', async () => {
  expect(() => sandbox.faults.add({ kind: 'throttle' })).toThrow('throttle')
  await page(sandbox, grid, ten)
  const last = sandbox.requests.at(-1)
  expect(last?.operation).toBe(grid)
  expect(JSON.stringify(last)).not.toContain(vendors.informz.keys.password)
})
