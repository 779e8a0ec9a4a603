import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Fault, Sandbox } from '../../../sandbox/index.ts'
import { button, client, connect, query, start, type Call, type Page } from './client.ts'

let sandbox: Sandbox
let call: Call
beforeAll(async () => {
  sandbox = await start({ rowsPerPage: 20 })
}, 60_000)
beforeEach(() => {
  sandbox.faults.clear()
  call = connect(sandbox)
})
afterAll(() => sandbox.close())

const soql = 'SELECT Id, Email, Status, SystemModstamp FROM Lead ORDER BY Id'

it.each([
  [{ kind: 'throttle' }, 403, 'REQUEST_LIMIT_EXCEEDED'],
  [{ kind: 'quota' }, 403, 'REQUEST_LIMIT_EXCEEDED'],
  [{ kind: 'missing-scope' }, 403, 'INSUFFICIENT_ACCESS'],
  [{ kind: 'server-error' }, 503, 'UNKNOWN_EXCEPTION'],
  [{ kind: 'server-error', status: 500 }, 500, 'UNKNOWN_EXCEPTION'],
] as [Fault, number, string][])('%j is answered once', async (fault, status, errorCode) => {
  sandbox.faults.add(fault)
  expect(await call('GET /limits')).toMatchObject({ status, body: [{ errorCode }] })
  expect((await call('GET /limits')).status).toBe(200)
})

it('ends a token for good, and leaves the sign-in alone', async () => {
  sandbox.faults.add({ kind: 'expired-token' })
  const body = [{ errorCode: 'INVALID_SESSION_ID' }]
  expect(await call('GET /limits')).toMatchObject({ status: 401, body })
  expect(await call('GET /limits')).toMatchObject({ status: 401, body })
  sandbox.faults.add({ kind: 'server-error' })
  const target = `${sandbox.url}/services/oauth2/token`
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client.clientId,
    client_secret: client.clientSecret,
  })
  expect((await fetch(target, { method: 'POST', body: form })).status).toBe(200)
  expect(sandbox.faults.pending()).toHaveLength(1)
  const text = JSON.stringify(sandbox.requests)
  expect(text).not.toContain(client.clientSecret)
})

it('processes a write whose answer is lost, and one that comes twice', async () => {
  sandbox.faults.add({ kind: 'lost-answer' })
  await expect(call('POST /sobjects/Campaign', { Name: 'Lost' })).rejects.toThrow()
  expect((await query(call, "SELECT Id FROM Campaign WHERE Name = 'Lost'")).totalSize).toBe(1)
  sandbox.faults.add({ kind: 'repeated-request' })
  await call('POST /sobjects/Campaign', { Name: 'Twice' })
  expect((await query(call, "SELECT Id FROM Campaign WHERE Name = 'Twice'")).totalSize).toBe(2)
  sandbox.faults.add({ kind: 'truncated-body' })
  await expect(query(call, soql)).rejects.toThrow()
})

it('serves a page twice, and rows that moved while somebody pages', async () => {
  const first = await query(call, soql)
  const ids = (page: Page) => page.records.map((one) => one.Id)
  const next = async () => (await call<Page>(`GET ${first.nextRecordsUrl}`)).body
  sandbox.faults.add({ kind: 'duplicate-page' })
  expect(ids(await next())).toEqual(ids(first))
  await query(call, soql)
  sandbox.faults.add({ kind: 'drifted-rows', count: 2 })
  expect(ids(await next()).slice(0, 2)).toEqual(ids(first).slice(-2))
  sandbox.faults.add({ kind: 'self-next' })
  expect((await next()).nextRecordsUrl).toBe(first.nextRecordsUrl)
  sandbox.faults.add({ kind: 'empty-source' })
  expect(await query(call, soql)).toEqual({ totalSize: 0, done: true, records: [] })
})

it.each([
  ['missing-contact-id', (one: object) => !('Id' in one)],
  ['unparseable-address', (one: object) => JSON.stringify(one).includes('<@@>')],
  ['unknown-type', (one: object) => JSON.stringify(one).includes('hologram')],
  ['future-date', (one: object) => JSON.stringify(one).includes('2199')],
] as const)('spoils one row: %s', async (variant, spoilt) => {
  sandbox.faults.add({ kind: 'malformed-row', variant, replace: true })
  const { records } = await query(call, soql)
  expect(records).toHaveLength(20)
  expect(records.filter(spoilt)).toHaveLength(1)
})

it('has no refresh tokens to be revoked', async () => {
  const answer = await fetch(`${sandbox.url}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'revoke-refresh-token' }),
  })
  expect(answer.status).toBe(400)
  await expect(button(sandbox, 'POST /locks', { object: 'Nosuch', records: 1 })).rejects.toThrow()
})
