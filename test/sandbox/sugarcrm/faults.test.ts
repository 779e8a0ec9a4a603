import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { lawFirm, type Fault, type Sandbox } from '../../../sandbox/index.ts'
import { base, button, connect, everything, filter, signIn, start } from './client.ts'
import type { Call, Page } from './client.ts'

let sandbox: Sandbox
let call: Call
beforeAll(async () => {
  sandbox = await start()
}, 60_000)
beforeEach(() => {
  sandbox.faults.clear()
  call = connect(sandbox)
})
afterAll(() => sandbox.close())

function raw(target: string) {
  const headers = { 'oauth-token': sandbox.issueTokens().accessToken }
  return fetch(sandbox.url + base + target, { headers })
}

it.each([
  [{ kind: 'throttle' }, 429],
  [{ kind: 'server-error' }, 503],
  [{ kind: 'server-error', status: 500 }, 500],
  [{ kind: 'expired-token' }, 401],
  [{ kind: 'missing-scope' }, 403],
  [{ kind: 'status', status: 502 }, 502],
] as [Fault, number][])('%j is answered once', async (fault, status) => {
  sandbox.faults.add(fault)
  expect((await raw('/Contacts')).status).toBe(status)
  expect((await raw('/Contacts')).status).toBe(200)
})

it('leaves the sign-in alone unless it is told otherwise', async () => {
  sandbox.faults.add({ kind: 'server-error' })
  expect((await signIn(sandbox)).status).toBe(200)
  expect(sandbox.faults.pending()).toHaveLength(1)
})

it('ends a token for good, whose session can be refreshed', async () => {
  const { access_token, refresh_token } = (await signIn(sandbox)).body
  const headers = { 'oauth-token': access_token }
  sandbox.faults.add({ kind: 'expired-token' })
  for (let turn = 0; turn < 2; turn += 1) {
    const answer = await fetch(`${sandbox.url}${base}/me`, { headers })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ error: 'invalid_grant' })
  }
  const again = { grant_type: 'refresh_token', refresh_token }
  expect((await signIn(sandbox, again)).status).toBe(200)
})

it('revokes refresh tokens', async () => {
  const { refresh_token } = (await signIn(sandbox)).body
  sandbox.faults.add({ kind: 'revoke-refresh-token' })
  const again = { grant_type: 'refresh_token', refresh_token }
  expect((await signIn(sandbox, again)).body.error).toBe('invalid_grant')
})

it('cuts a body off, and processes a write whose answer is lost', async () => {
  sandbox.faults.add({ kind: 'truncated-body' })
  await expect(raw('/Contacts').then((one) => one.text())).rejects.toThrow()
  sandbox.faults.add({ kind: 'lost-answer', match: { method: 'POST' } })
  await expect(call('POST /CampaignLog', { activity_type: 'viewed' })).rejects.toThrow()
  expect(await button(sandbox, 'GET /told')).toMatchObject({ activities: 1 })
})

it('serves a page twice, and rows that moved while somebody pages', async () => {
  const ids = async (offset: number) => {
    const asked = { filter: [{ do_not_call: false }], max_num: 10, offset }
    return (await filter(call, 'Contacts', asked)).body.records.map((one) => one.id)
  }
  const first = await ids(0)
  sandbox.faults.add({ kind: 'duplicate-page' })
  expect(await ids(10)).toEqual(first)
  await ids(0)
  sandbox.faults.add({ kind: 'drifted-rows', count: 2 })
  expect((await ids(10)).slice(0, 2)).toEqual(first.slice(-2))
})

it('says that the next page is this one, and that there is nothing at all', async () => {
  const page = async (offset: number) =>
    (await call<Page>(`GET /Contacts?max_num=10&offset=${offset}`)).body
  sandbox.faults.add({ kind: 'self-next' })
  expect((await page(30)).next_offset).toBe(30)
  sandbox.faults.add({ kind: 'empty-source' })
  expect(await page(0)).toEqual({ next_offset: -1, records: [] })
})

it.each([
  ['missing-contact-id', (one: object) => !('id' in one)],
  ['unparseable-address', (one: object) => JSON.stringify(one).includes('<<@@>')],
  ['future-date', (one: object) => JSON.stringify(one).includes('2199-01-01')],
] as const)('spoils one row: %s', async (variant, spoilt) => {
  sandbox.faults.add({ kind: 'malformed-row', variant, replace: true })
  const rows = (await call<Page>('GET /Users')).body.records
  expect(rows.filter(spoilt)).toHaveLength(1)
})

it('keeps no secret in the log of requests, and has the same records for the same seed', async () => {
  const { access_token } = (await signIn(sandbox)).body
  await fetch(`${sandbox.url}${base}/me`, { headers: { 'oauth-token': access_token } })
  const text = JSON.stringify(sandbox.requests)
  expect(text).not.toContain(access_token)
  expect(text).not.toContain('sandbox-password')
  expect(sandbox.requests.at(-1)?.clientId).toBe('sugar')
  const small = { seed: 7, world: lawFirm(7, { companies: 9, households: 6, unattached: 2 }) }
  const [one, other] = await Promise.all([start(small), start(small)])
  const ids = async (of: Sandbox) =>
    (await everything(connect(of), 'Contacts', { fields: 'id' })).map((row) => row.id)
  expect(await ids(one)).toEqual(await ids(other))
  await Promise.all([one.close(), other.close()])
})
