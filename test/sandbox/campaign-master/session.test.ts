import { afterEach, beforeEach, expect, it } from 'vitest'
import { vendors, type Sandbox } from '../../../sandbox/index.ts'
import { childOf, textOf, type Element } from '../../../sandbox/soap/index.ts'
import { jobs, login, post, start, statusOf, submission, submit, token } from './client.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await start({ requestsPerDay: 3, ceiling: () => Infinity })
}, 60_000)
afterEach(() => sandbox.close())

const file = 'EmailAddress\nada@new.example'
const time = { action: 'GetServerTime', body: '<GetServerTime/>' }

it('gives a token of 480 minutes for the password, and refuses any other', async () => {
  expect(await login(sandbox, 'wrong')).toMatchObject({ status: 500, code: 'soap:InvalidLogin' })
  const { content } = await login(sandbox)
  const result = childOf(content, 'LoginResult') as Element
  expect(textOf(result, 'MinutesTillTokenExpires')).toBe('480')
  const key = textOf(result, 'TokenString') ?? ''
  sandbox.clock.advance(479 * 60_000)
  const id = await submit(sandbox, key, { file })
  sandbox.clock.advance(2 * 60_000)
  expect(await statusOf(sandbox, key, id)).toBe('soap:Client')
  expect(await statusOf(sandbox, await token(sandbox), id)).toBe('Completed')
  expect(await post(sandbox, submission('nonsense', { file }))).toMatchObject({ status: 500 })
})

it('tells its time, and refuses what is no operation', async () => {
  const { content } = await post(sandbox, time)
  const told = textOf(content, 'GetServerTimeResult')
  expect(told).toBe(new Date(sandbox.clock.now()).toISOString())
  const unknown = { action: 'GetOpens', body: '<GetOpens/>' }
  expect(await post(sandbox, unknown)).toMatchObject({ status: 500, code: 'soap:Client' })
  const other = { action: 'Login', body: '<GetServerTime/>' }
  expect(await post(sandbox, other)).toMatchObject({ status: 500, code: 'soap:Client' })
})

it('faults come instead of answers, and a write is done or not', async () => {
  const key = await token(sandbox)
  const send = () => post(sandbox, submission(key, { file }))
  sandbox.faults.add({ kind: 'server-error', status: 503 })
  expect(await send()).toMatchObject({ status: 503, code: 'soap:Server' })
  expect(await jobs(sandbox)).toHaveLength(0)
  sandbox.faults.add({ kind: 'server-error', applied: true })
  await send()
  sandbox.faults.add({ kind: 'lost-answer', match: { operation: 'SubmitImportJob' } })
  await post(sandbox, time)
  await expect(send()).rejects.toThrow()
  expect(await jobs(sandbox)).toHaveLength(2)
  for (const kind of ['reset', 'html200', 'truncated-body'] as const) {
    sandbox.faults.add({ kind })
    await expect(post(sandbox, time)).rejects.toThrow()
  }
  sandbox.faults.add({ kind: 'expired-token' })
  expect(await send()).toMatchObject({ status: 500, code: 'soap:Client' })
  // Unlike a password, a token that has expired stays so.
  expect(await send()).toMatchObject({ status: 500, code: 'soap:Client' })
  expect(() => sandbox.faults.add({ kind: 'late-rows' })).toThrow('late-rows')
})

it('keeps neither the password nor the token in its log', async () => {
  const key = await token(sandbox)
  await submit(sandbox, key, { file })
  const log = JSON.stringify(sandbox.requests)
  expect(log).toContain('SubmitImportJob')
  expect(log).not.toContain(key)
  expect(log).not.toContain(vendors['campaign-master'].keys.password)
})

it('tells of the limits of REST on every answer, and refuses a call too many', async () => {
  const call = () => fetch(`${sandbox.url}/any/resource`)
  const first = await call()
  expect(first.status).toBe(404)
  expect(first.headers.get('x-rate-limit-limit')).toBe('3')
  expect(first.headers.get('x-rate-limit-remaining')).toBe('2')
  expect(Number(first.headers.get('x-rate-limit-reset')) % 3600).toBe(0)
  await call()
  await call()
  expect((await call()).status).toBe(429)
  sandbox.enforceLimits(false)
  expect((await call()).status).toBe(404)
})
