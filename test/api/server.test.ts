import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createUser, OperatorKey } from '../../src/accounts/index.ts'
import { emptyAccounts, PASSWORD, someone } from '../accounts/world.ts'
import { freshHoming, ORIGIN, type TestHoming } from './homing.ts'

let homing: TestHoming
let key: string
beforeAll(async () => {
  homing = await freshHoming()
})
beforeEach(async () => {
  await emptyAccounts(homing)
  key = await homing.keyFor('administrator')
})
afterAll(() => homing.close())

const problem = async (response: Response) => {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  return (await response.json()) as Record<string, unknown>
}

describe('a browser', () => {
  const email = 'ada@example.com'
  beforeEach(async () => {
    const user = { name: 'Ada', email, password: PASSWORD, role: 'viewer' } as const
    await createUser(homing, someone(homing.workspaceId), user)
  })
  const signIn = (headers = {}, app = homing.app, path = '/api/session') =>
    homing.ask('POST', path, { app, headers, body: { email, password: PASSWORD } })

  test('signs in, is known by its cookie, and signs out', async () => {
    const entered = await signIn({ origin: ORIGIN })
    expect(entered.status).toBe(201)
    const set = entered.headers.get('set-cookie')!
    expect(set).toMatch(/^homing=[\w-]{43}; Max-Age=604800; Path=\/; .*HttpOnly; SameSite=Lax$/)
    const cookie = set.split(';')[0]!
    const shown = await homing.ask('GET', '/api/session', { headers: { cookie } })
    expect(await shown.json()).toMatchObject({ user: { email }, role: 'viewer' })
    const ended = await homing.ask('DELETE', '/api/session', {
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
    })
    expect(ended.status).toBe(204)
    expect(ended.headers.get('set-cookie')).toMatch(/^homing=; Max-Age=0/)
    const after = await homing.ask('GET', '/api/session', { headers: { cookie } })
    expect(after.status).toBe(401)
  })

  test('over https gets a cookie only its own host can set and read', async () => {
    const app = await homing.appWith({ publicUrl: 'https://homing.example.com' })
    const headers = { host: 'homing.example.com', origin: 'https://homing.example.com' }
    const entered = await signIn(headers, app)
    expect(entered.headers.get('set-cookie')).toMatch(/^__Host-homing=.*; Secure; SameSite=Lax$/)
    expect(entered.headers.get('strict-transport-security')).toContain('max-age=31536000')
  })

  test('is refused from another site, even for signing in', async () => {
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: ORIGIN },
    ]) {
      const refused = await signIn(headers)
      expect(refused.status, JSON.stringify(headers)).toBe(403)
      expect(refused.headers.get('set-cookie')).toBeNull()
    }
  })

  test('gets 429 with the time to wait after too many wrong passwords', async () => {
    for (let tries = 0; tries < 6; tries++) {
      await homing.ask('POST', '/api/session', { body: { email, password: 'wrong password' } })
    }
    const held = await signIn()
    expect(held.status).toBe(429)
    expect(held.headers.get('retry-after')).toBe('15')
  })
})

describe('bad input', () => {
  test('names every field and its reason', async () => {
    const refused = await homing.ask('POST', '/api/users', {
      key,
      body: { name: '', email: 'nobody', role: 'king', password: PASSWORD, extra: 1 },
    })
    expect(refused.status).toBe(422)
    const { errors } = await problem(refused)
    const fields = (errors as { field: string; reason: string }[]).map(({ field }) => field)
    expect(fields.sort()).toEqual(['email', 'extra', 'name', 'role'])
  })

  test.each([
    ['an unknown query name', '/api/audit?limt=3', 'limt'],
    ['a name given twice', '/api/audit?limit=3&limit=4', 'limit'],
    ['a limit beyond the page', '/api/audit?limit=100000', 'limit'],
    ['a NUL character', '/api/audit?after=%00', 'after'],
    ['an id that is none', '/api/runs/abc', 'runId'],
    ['an id beyond the column', '/api/runs/99999999999', 'runId'],
  ])('%s is refused by name', async (_, path, field) => {
    const refused = await homing.ask('GET', path, { key })
    expect(refused.status).toBe(400)
    expect(await problem(refused)).toMatchObject({ errors: [{ field }] })
  })

  test.each([
    ['no body', '', 400],
    ['no JSON', '{"name":', 400],
    ['a key twice', '{"name":"a","name":"b"}', 400],
    ['too deep', '['.repeat(5000), 400],
    ['too long', JSON.stringify({ name: 'x'.repeat(1024 * 1024) }), 413],
  ])('%s is refused', async (_, body, status) => {
    const headers = { 'content-type': 'application/json' }
    const refused = await homing.ask('POST', '/api/keys', { key, body, headers })
    expect(refused.status).toBe(status)
    await problem(refused)
  })

  test('another content type is refused', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx']) {
      const headers = { 'content-type': type }
      const refused = await homing.ask('POST', '/api/keys', { key, body: '{}', headers })
      expect(refused.status, type).toBe(415)
    }
  })

  test('a body that lies about its length is cut off at the cap', async () => {
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536
        if (sent > 64 * 1024 * 1024) return controller.close()
        controller.enqueue(new Uint8Array(65_536).fill(32))
      },
    })
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const refused = await homing.app.request(`${ORIGIN}/api/keys`, { ...init, headers })
    expect(refused.status).toBe(413)
    expect(sent).toBeLessThan(2 * 1024 * 1024)
  })
})

describe('an answer', () => {
  test('carries the headers that keep it in its place', async () => {
    const shown = await homing.ask('GET', '/api/setup')
    const { 'x-request-id': _, ...headers } = Object.fromEntries(shown.headers)
    expect(headers).toMatchInlineSnapshot(`
      {
        "cache-control": "no-store",
        "content-security-policy": "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        "content-type": "application/json",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
        "referrer-policy": "same-origin",
        "vary": "Accept-Encoding",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
      }
    `)
  })

  test('of a path or method that is not there says so', async () => {
    const nowhere = await homing.ask('GET', '/api/nowhere', { key })
    expect(await problem(nowhere)).toMatchObject({ status: 404 })
    const wrong = await homing.ask('PUT', '/api/users', { key, body: {} })
    expect(wrong.headers.get('allow')).toBe('GET, POST')
    expect(await problem(wrong)).toMatchObject({ status: 405 })
  })

  test('of a fault tells an id, and only the log tells the story', async () => {
    const broken = await homing.appWith({})
    const { database } = homing.homing
    homing.homing.database = new Proxy(database, {
      get(target, name) {
        if (name !== 'inWorkspace') return Reflect.get(target, name).bind?.(target)
        return () => Promise.reject(new Error('secret inside for ada@example.com'))
      },
    })
    const faulty = await homing.ask('GET', '/api/users', { key, app: broken })
    homing.homing.database = database
    const told = await problem(faulty)
    expect(told).toMatchObject({ status: 500 })
    expect(JSON.stringify(told)).not.toContain('secret inside')
    const log = homing.logged.join('')
    expect(log).toContain(told['instance'] as string)
    expect(log).toContain('secret inside for [address]')
  })

  test('is given to no foreign name that leads here', async () => {
    const headers = { host: 'evil.example:4700' }
    expect((await homing.ask('GET', '/api/setup', { headers })).status).toBe(400)
    expect((await homing.ask('GET', '/', { headers })).status).toBe(400)
    for (const host of ['127.0.0.1:4700', '[::1]:4700', 'localhost', '10.0.0.5']) {
      const answered = await homing.ask('GET', '/api/setup', { headers: { host } })
      expect(answered.status, host).toBe(200)
    }
  })
})

describe('an API key', () => {
  test('that is wrong opens nothing, whatever its form, even beside a good session', async () => {
    for (const authorization of ['Bearer hmg_wrong', 'Basic YTpi', 'Bearer', `Bearer ${key}x`]) {
      const refused = await homing.ask('GET', '/api/users', { headers: { authorization } })
      expect(refused.status, authorization).toBe(401)
    }
  })

  test('of the operator works while the process lives, once there is a firm', async () => {
    const operatorKey = new OperatorKey()
    const app = await homing.appWith({ operatorKey })
    const shown = await homing.ask('GET', '/api/users', { app, key: operatorKey.key })
    expect(shown.status).toBe(200)
    const elsewhere = await homing.ask('GET', '/api/users', { key: operatorKey.key })
    expect(elsewhere.status).toBe(401)
  })
})

describe('operating', () => {
  test('health says that the process lives', async () => {
    const response = await homing.ask('GET', '/health')
    expect(await response.json()).toEqual({ status: 'ok', version: '0.0.0-test' })
  })

  test('metrics are for this machine, or for who has the token', async () => {
    const local = { incoming: { socket: { remoteAddress: '127.0.0.1' } } }
    const remote = { incoming: { socket: { remoteAddress: '192.0.2.9' } } }
    const get = (app: typeof homing.app, env: object, headers = {}) =>
      app.request(`${ORIGIN}/metrics`, { headers }, env)
    const { app } = homing
    expect((await get(app, remote)).status).toBe(403)
    expect((await get(app, local, { 'x-forwarded-for': '192.0.2.9' })).status).toBe(403)
    await homing.ask('GET', '/api/setup')
    const text = await (await get(app, local)).text()
    expect(text).toMatch(/homing_http_requests_total\{route="setup.state",status="200"\} [1-9]/)
    const guarded = await homing.appWith({ metricsToken: 'a-long-enough-token' })
    expect((await get(guarded, local)).status).toBe(403)
    const authorization = 'Bearer a-long-enough-token'
    expect((await get(guarded, remote, { authorization })).status).toBe(200)
  })

  test('a worker answers health and no API', async () => {
    const worker = await homing.appWith({ isWorkerOnly: true })
    expect((await homing.ask('GET', '/health', { app: worker })).status).toBe(200)
    expect((await homing.ask('GET', '/api/setup', { app: worker })).status).toBe(404)
  })

  test('nothing secret is logged', async () => {
    await homing.ask('GET', '/api/users', { key })
    expect(homing.logged.join('')).not.toContain(key)
    expect(homing.logged.join('')).not.toContain('ada@example.com')
  })
})
