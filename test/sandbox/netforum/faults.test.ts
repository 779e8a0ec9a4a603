import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Fault, Sandbox } from '../../../sandbox/index.ts'
import * as client from './client.ts'
import { button, connect, insert, post, query, signIn, start, told } from './client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await start()
}, 60_000)
beforeEach(async () => {
  sandbox.faults.clear()
  await button(sandbox, 'PUT /tokens', { expiration: 'Absolute' })
})
afterAll(() => sandbox.close())

const asked = [
  'GetQuery',
  { szObjectName: 'Individual @TOP 10', szColumnList: 'ind_cst_key,eml_address,cst_change_date' },
] as const

async function raw(token: string | undefined): Promise<number> {
  const response = await fetch(sandbox.url + client.paths.api, {
    method: 'POST',
    headers: { soapaction: '"http://www.avectra.com/2005/GetVersion"' },
    body: `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Header><AuthorizationToken
      xmlns="http://www.avectra.com/2005/"><Token>${token}</Token></AuthorizationToken></Header>
      <Body><GetVersion xmlns="http://www.avectra.com/2005/" /></Body></Envelope>`,
  })
  await response.text()
  return response.status
}

it.each([
  [{ kind: 'throttle' }, 429],
  [{ kind: 'quota' }, 429],
  [{ kind: 'server-error' }, 503],
  [{ kind: 'server-error', status: 500 }, 500],
  [{ kind: 'status', status: 502 }, 502],
] as [Fault, number][])('%j is answered once', async (fault, status) => {
  const { token } = await signIn(sandbox)
  sandbox.faults.add(fault)
  expect(await raw(token)).toBe(status)
  expect(await raw(token)).toBe(200)
})

it('ends a token for good, in the words of the vendor', async () => {
  const { token } = await signIn(sandbox)
  sandbox.faults.add({ kind: 'expired-token', match: { operation: 'GetQuery' } })
  for (let turn = 0; turn < 2; turn += 1) {
    const reply = await post(sandbox, asked, token)
    expect(reply).toMatchObject({ status: 500, fault: { kind: 'InvalidTokenExceptionInfo' } })
  }
})

it('loses the answer of a write that was done, and with it a sliding token', async () => {
  await button(sandbox, 'PUT /tokens', { expiration: 'Sliding' })
  const call = await connect(sandbox)
  const one = await client.somebody(call)
  const before = await told(sandbox)
  sandbox.faults.add({ kind: 'lost-answer', match: { operation: 'InsertFacadeObject' } })
  const row = {
    cma_cst_key: one.ind_cst_key ?? '',
    cma_eml_key: one.eml_key ?? '',
    cma_activity_date: '03/12/2026',
  }
  await expect(insert(call, 'CustomerMessagingActivity', row)).rejects.toThrow()
  expect((await told(sandbox)).activities).toBe(before.activities + 1)
  await expect(call('GetVersion')).rejects.toThrow('InvalidToken')
})

it('cuts a body off', async () => {
  const { token } = await signIn(sandbox)
  sandbox.faults.add({ kind: 'truncated-body' })
  await expect(post(sandbox, asked, token)).rejects.toThrow()
})

it('serves rows twice and pages twice, keeping the token of the answer', async () => {
  await button(sandbox, 'PUT /tokens', { expiration: 'Sliding' })
  const call = await connect(sandbox)
  const page = (where = '') =>
    query(call, ['Individual @TOP 10', 'ind_cst_key', where, 'ind_cst_key'])
  const first = await page()
  const next = `ind_cst_key > '${first.at(-1)?.ind_cst_key}'`
  sandbox.faults.add({ kind: 'drifted-rows', count: 2 })
  expect((await page(next)).slice(0, 2)).toEqual(first.slice(-2))
  sandbox.faults.add({ kind: 'duplicate-rows', count: 1 })
  expect(await page(next)).toHaveLength(11)
  sandbox.faults.add({ kind: 'empty-source' })
  expect(await page()).toEqual([])
  expect(await page()).toEqual(first)
})

it.each([
  ['missing-contact-id', (one: client.Line) => !('ind_cst_key' in one)],
  ['unparseable-address', (one: client.Line) => one.eml_address?.includes('<@@>') === true],
  ['impossible-date', (one: client.Line) => one.cst_change_date?.startsWith('2026-02-31') === true],
  ['no-object', (one: client.Line) => Object.keys(one).length === 0],
] as const)('spoils one row: %s', async (variant, spoilt) => {
  const call = await connect(sandbox)
  sandbox.faults.add({ kind: 'malformed-row', variant, replace: true })
  const [name, { szObjectName, szColumnList }] = asked
  const found = client.rows(await call(name, { szObjectName, szColumnList }))
  expect(found).toHaveLength(10)
  expect(found.filter(spoilt)).toHaveLength(1)
})

it('keeps no secret in the log of requests, and knows who asks', async () => {
  const { token = '' } = await signIn(sandbox)
  await post(sandbox, asked, token)
  const text = JSON.stringify(sandbox.requests)
  expect(text).toContain('Individual @TOP 10')
  expect(text).not.toContain(token)
  expect(text).not.toContain(client.keys.password)
  expect(sandbox.requests.at(-1)?.clientId).toBe(client.keys.username)
})
