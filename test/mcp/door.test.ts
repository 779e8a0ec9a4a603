import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MCP_BODY_BYTES_MAX } from '../../src/api/mcp-door.ts'
import { createUser, signIn } from '../../src/accounts/index.ts'
import { PASSWORD, someone } from '../accounts/world.ts'
import { freshHoming, ORIGIN, type TestHoming } from '../api/homing.ts'

let homing: TestHoming
let key: string
beforeAll(async () => {
  homing = await freshHoming()
  key = await homing.keyFor('viewer')
})
afterAll(() => homing.close())

const ACCEPT = { accept: 'application/json, text/event-stream' }
const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }

function send(more: { key?: string; body?: unknown; headers?: Record<string, string> } = {}) {
  const { headers, ...rest } = more
  return homing.ask('POST', '/mcp', { body: LIST, ...rest, headers: { ...ACCEPT, ...headers } })
}

test('a key opens the door', async () => {
  const response = await send({ key })
  expect(response.status).toBe(200)
  expect(await response.text()).toContain('find_people')
})

describe('nobody else is let in', () => {
  test.each(['POST', 'GET', 'DELETE', 'OPTIONS', 'PUT'])('%s without a key', async (method) => {
    const response = await homing.ask(method, '/mcp', { headers: ACCEPT })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toContain('Bearer')
  })

  test('a wrong key, an expired one, a revoked one', async () => {
    expect((await send({ key: 'hmg_wrong' })).status).toBe(401)
    const short = await homing.keyFor('viewer')
    await homing.database.inWorkspace(homing.workspaceId, (tx) =>
      tx
        .updateTable('api_key')
        .set({ expires_at: new Date(homing.now()) })
        .where('hint', '=', short.slice(0, 10))
        .execute(),
    )
    expect((await send({ key: short })).status).toBe(401)
  })

  test('a signed-in browser: its cookie is worth nothing here', async () => {
    const email = 'ada@example.com'
    const { workspaceId } = homing
    const user = { name: 'Ada', email, password: PASSWORD, role: 'administrator' } as const
    await createUser(homing, someone(workspaceId), user)
    const who = { email, password: PASSWORD, address: '1', agent: '', earlierToken: null }
    const cookie = `homing=${(await signIn(homing, who)).session.token}`
    const headers = { cookie, origin: ORIGIN, 'sec-fetch-site': 'same-origin' }
    expect((await homing.ask('GET', '/api/users', { headers })).status).toBe(200)
    expect((await send({ headers })).status).toBe(401)
  })

  test("another site's page, even with a key; a name that is not ours", async () => {
    const origin = 'https://evil.example'
    expect((await send({ key, headers: { origin } })).status).toBe(403)
    expect((await send({ key, headers: { host: 'evil.example' } })).status).toBe(400)
  })
})

describe('what comes in is bounded', () => {
  test('a message too long is refused, whatever it says of its length', async () => {
    const params = { pad: 'x'.repeat(MCP_BODY_BYTES_MAX) }
    const response = await send({ key, body: { ...LIST, params } })
    expect(response.status).toBe(413)
  })

  test('so many messages at once and no more', async () => {
    const ping = { jsonrpc: '2.0', id: 1, method: 'ping' }
    const batch = (count: number) => Array.from({ length: count }, (_, id) => ({ ...ping, id }))
    expect((await send({ key, body: batch(100) })).status).toBe(200)
    expect((await send({ key, body: batch(101) })).status).toBe(400)
  })

  test('arguments too many are refused', async () => {
    const addresses = Array.from({ length: 2_001 }, () => 'a')
    const params = { name: 'may_write', arguments: { addresses } }
    const response = await send({ key, body: { ...LIST, method: 'tools/call', params } })
    expect(await response.text()).toContain('more than the maximum of 2000 elements')
  })

  test('what is no message is refused, and no stream stays open', async () => {
    expect(
      (await send({ key, body: '{', headers: { 'content-type': 'application/json' } })).status,
    ).toBe(400)
    expect((await send({ key, body: 'x', headers: { 'content-type': 'text/plain' } })).status).toBe(
      415,
    )
    for (const method of ['GET', 'DELETE']) {
      expect((await homing.ask(method, '/mcp', { key, headers: ACCEPT })).status).toBe(405)
    }
  })
})

test('a worker that answers no API answers no MCP', async () => {
  const app = await homing.appWith({ isWorkerOnly: true })
  const asked = { key, body: LIST, headers: ACCEPT, app }
  expect((await homing.ask('POST', '/mcp', asked)).status).toBe(404)
})

test('a tool asks under its own number, and neither the key nor a name gets into the log', async () => {
  const name = 'Ada Lovelace-Unique'
  const params = { name: 'find_people', arguments: { search: name } }
  const response = await send({ key, body: { ...LIST, method: 'tools/call', params } })
  expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
  expect(await response.text()).toContain('0 rows')
  const log = homing.logged.join('')
  expect(log).toContain('"route":"people.list"')
  expect(log).not.toContain(key)
  expect(log).not.toContain(name)
})
