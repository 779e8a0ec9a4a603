import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { vendors, type Fault, type Sandbox } from '../../../sandbox/index.ts'
import { isNil, textOf, type Element } from '../../../sandbox/soap/index.ts'
import { always, connect, line, messages, parameters, post, rows, start } from './client.ts'
import type { Session } from './client.ts'

let sandbox: Sandbox
let session: Session
beforeAll(async () => {
  sandbox = await start()
}, 60_000)
beforeEach(async () => {
  sandbox.faults.clear()
  session = (await connect(sandbox)).session
})
afterAll(() => sandbox.close())

const operation = 'GetMessageOpenTracking'

async function page(number = 1): Promise<Element> {
  const span = { PageNo: number, PageSize: 10, ...always, ReportType: 'Opened' }
  const { result, fault } = await post(
    sandbox,
    [operation, { criteria: parameters(span) }],
    session,
  )
  if (result === undefined) throw new Error(fault)
  return result
}

const data = async (number?: number) => rows(await page(number), 'data').map(line)

it.each([
  [{ kind: 'server-error' }, 503, 'The service is not available'],
  [{ kind: 'status', status: 200, body: '<html />' }, 200, undefined],
] as [Fault, number, string | undefined][])(
  '%j is answered once',
  async (fault, status, reason) => {
    sandbox.faults.add(fault)
    const asked = ['getUserDetails', {}] as const
    if (reason === undefined) await expect(post(sandbox, asked, session)).rejects.toThrow()
    else expect(await post(sandbox, asked, session)).toMatchObject({ status, fault: reason })
    expect((await post(sandbox, asked, session)).status).toBe(200)
  },
)

it('ends the session that was shown, and only that', async () => {
  const { call } = await connect(sandbox)
  sandbox.faults.add({ kind: 'expired-token' })
  const dead = { status: 500, fault: 'The session is not valid' }
  expect(await post(sandbox, ['getUserDetails', {}], session)).toMatchObject(dead)
  expect(await post(sandbox, ['getUserDetails', {}], session)).toMatchObject(dead)
  expect(textOf(await call('getUserDetails'), 'hasEmail')).toBe('true')
})

it('is for one operation where it is told so', async () => {
  sandbox.faults.add({ kind: 'reset', match: { operation: 'addGroup' } })
  expect(await data()).toHaveLength(10)
  const asked = ['addGroup', { group_name: 'Reading circle' }] as const
  await expect(post(sandbox, asked, session)).rejects.toThrow()
  expect((await post(sandbox, asked, session)).status).toBe(200)
})

it('pages come with rows twice, late, drifted, wrong or none', async () => {
  const whole = await data()
  expect(whole).toHaveLength(10)
  sandbox.faults.add({ kind: 'duplicate-rows', count: 2 })
  expect(await data()).toEqual([...whole.slice(0, 2), ...whole])
  sandbox.faults.add({ kind: 'late-rows', every: 2 })
  expect(await data()).toHaveLength(5)
  sandbox.faults.add({ kind: 'drifted-rows', count: 3 })
  expect((await data(2)).slice(0, 3)).toEqual(whole.slice(-3))
  sandbox.faults.add({ kind: 'malformed-row', variant: 'impossible-date' })
  expect((await data())[1]?.Date).toContain('T25:61')
  sandbox.faults.add({ kind: 'malformed-row', variant: 'no-object' })
  const nothing = rows(await page(), 'data')[1]
  expect(nothing && isNil(nothing)).toBe(true)
  sandbox.faults.add({ kind: 'empty-source' })
  const empty = await page()
  expect(rows(empty, 'data')).toEqual([])
  expect(textOf(empty, 'Count')).toBe('0')
})

it('counters are off, in an answer without rows', async () => {
  const { call } = await connect(sandbox)
  const sent = (await messages(call)).find((one) => one.lastSent?.startsWith('0001') === false)
  const asked = { message_id: sent?.message_id ?? '', group_id: 0 }
  const before = line(await call('getTrackingData', asked))
  sandbox.faults.add({ kind: 'skewed-totals', stats: { EmailOpened: 5 } })
  const after = line(await call('getTrackingData', asked))
  expect(after).toEqual({ ...before, EmailOpened: String(Number(before.EmailOpened) + 5) })
})

it('refuses what the vendor has not, and keeps neither password nor session', async () => {
  expect(() => sandbox.faults.add({ kind: 'throttle' })).toThrow('throttle')
  await data()
  expect(sandbox.requests.at(-1)?.operation).toBe(operation)
  const log = JSON.stringify(sandbox.requests)
  expect(log).not.toContain(vendors.magnetmail.keys.password)
  expect(log).not.toContain(session.sessionId)
})
