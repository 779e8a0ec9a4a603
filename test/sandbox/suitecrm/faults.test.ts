import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Fault, Sandbox } from '../../../sandbox/index.ts'
import { button, connect, rest, session, start } from './client.ts'

let sandbox: Sandbox
let own: string
beforeAll(async () => {
  sandbox = await start()
}, 60_000)
beforeEach(async () => {
  sandbox.faults.clear()
  own = await session(sandbox)
})
afterAll(() => sandbox.close())

const path = '/V8/module/Contacts?sort=date_modified&page[size]=10&page[number]='
const listing = (offset = 0) => {
  const links = [{ name: 'email_addresses', value: ['email_address'] }]
  return [own, 'Contacts', '', 'date_modified', offset, ['id', 'email1'], links, 10, 0]
}

async function raw(target: string) {
  const { accessToken } = sandbox.issueTokens()
  const headers = { authorization: `Bearer ${accessToken}` }
  return fetch(`${sandbox.url}/Api${target}`, { headers })
}

it.each([
  [{ kind: 'throttle' }, 429],
  [{ kind: 'server-error' }, 503],
  [{ kind: 'server-error', status: 500 }, 500],
  [{ kind: 'expired-token' }, 401],
  [{ kind: 'status', status: 502 }, 502],
] as [Fault, number][])('%j is answered once in V8', async (fault, status) => {
  sandbox.faults.add(fault)
  const call = await raw(`${path}1`)
  expect(call.status).toBe(status)
  expect((await raw(`${path}1`)).status).toBe(200)
})

it('leaves the sign-in alone unless it is told otherwise', async () => {
  sandbox.faults.add({ kind: 'server-error' })
  const response = await fetch(`${sandbox.url}/Api/access_token`, { method: 'POST' })
  expect(response.status).toBe(401)
  expect(sandbox.faults.pending()).toHaveLength(1)
})

it('ends a token and a session for good, each in the words of its interface', async () => {
  const call = connect(sandbox)
  sandbox.faults.add({ kind: 'expired-token' })
  for (let turn = 0; turn < 2; turn += 1) {
    const answer = await call('GET /V8/current-user')
    expect(answer).toMatchObject({ status: 401, body: { error: 'access_denied' } })
  }
  sandbox.faults.add({ kind: 'expired-token' })
  for (let turn = 0; turn < 2; turn += 1) {
    const answer = await rest(sandbox, 'get_user_id', [own])
    expect(answer).toMatchObject({ status: 200, body: { number: 11 } })
  }
})

it('cuts a body off', async () => {
  sandbox.faults.add({ kind: 'truncated-body' })
  await expect(raw(`${path}1`).then((one) => one.text())).rejects.toThrow()
})

it('processes a write whose answer is lost', async () => {
  sandbox.faults.add({ kind: 'lost-answer', match: { operation: 'set_entry' } })
  const given = { campaign_id: 'lost', activity_type: 'viewed' }
  await expect(rest(sandbox, 'set_entry', [own, 'CampaignLog', given])).rejects.toThrow()
  expect(await button(sandbox, 'GET /log?campaign=lost')).toHaveLength(1)
})

it('serves a page twice, and rows that moved while somebody pages', async () => {
  const call = connect(sandbox)
  const ids = async (page: number) =>
    (await call(`GET ${path}${page}`)).body.data.map((one) => one.id)
  const first = await ids(1)
  sandbox.faults.add({ kind: 'duplicate-page' })
  expect(await ids(2)).toEqual(first)
  await ids(1)
  sandbox.faults.add({ kind: 'drifted-rows', count: 2 })
  expect((await ids(2)).slice(0, 2)).toEqual(first.slice(-2))
  sandbox.faults.add({ kind: 'empty-source' })
  expect(await ids(1)).toEqual([])
})

it('keeps with each row of v4_1 what is linked to it', async () => {
  const list = async () => (await rest(sandbox, 'get_entry_list', listing())).body
  const addressed = ({
    entry_list: rows,
    relationship_list: links,
  }: Awaited<ReturnType<typeof list>>) =>
    rows.map((one, at) => [
      one.name_value_list.email1?.value ?? '',
      links[at]?.link_list[0]?.records[0]?.link_value.email_address?.value ?? '',
    ])
  const plain = addressed(await list())
  sandbox.faults.add({ kind: 'reordered-rows' })
  const mixed = addressed(await list())
  expect(mixed).not.toEqual(plain)
  expect([...mixed].sort()).toEqual([...plain].sort())
  expect(mixed.every(([own_, linked]) => own_ === linked)).toBe(true)
})

it.each([
  ['missing-contact-id', (one: object) => !('id' in one)],
  ['unparseable-address', (one: object) => JSON.stringify(one).includes('<@@>')],
] as const)('spoils one row: %s', async (variant, spoilt) => {
  for (const read of [
    async () => (await connect(sandbox)(`GET ${path}1`)).body.data as object[],
    async () => (await rest(sandbox, 'get_entry_list', listing())).body.entry_list as object[],
  ]) {
    sandbox.faults.add({ kind: 'malformed-row', variant, replace: true })
    const rows = await read()
    expect(rows).toHaveLength(10)
    expect(rows.filter(spoilt)).toHaveLength(1)
  }
})

it('keeps no secret in the log of requests', async () => {
  await connect(sandbox)('GET /V8/current-user')
  const text = JSON.stringify(sandbox.requests)
  expect(text).toContain('get_entry_list')
  expect(text).not.toContain(own)
  expect(sandbox.requests.at(-1)?.clientId).toBe('6f1d2f0e-6f2b-4d3c-9a52-1c7f0e8a4b11')
})
