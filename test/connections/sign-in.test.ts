import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { changeConnection, createConnection, tokenSource } from '../../src/connections/index.ts'
import { createHttp } from '../../src/platform/http/index.ts'
import { serve } from '../platform/http/server.ts'
import { asOwner, makeWorld, rowOf, type World } from './world.ts'

/** A token service that counts, takes one password, and gives each refresh token once. */
interface TokenService {
  url: string
  calls: string[]
  password: string
  /** Refresh tokens that are accepted; a spent one is not among them. */
  refreshTokens: Set<string>
}

let world: World
let service: TokenService

beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  service = await tokenService()
  Object.assign(world.homing, {
    http: createHttp({ allowPrivate: [new URL(service.url).host] }),
  })
})

async function tokenService(): Promise<TokenService> {
  const calls: string[] = []
  const refreshTokens = new Set<string>()
  const made: TokenService = { url: '', calls, password: 'right', refreshTokens }
  const { url } = await serve((request, response) => {
    let body = ''
    request.on('data', (part) => (body += part))
    request.on('end', () => {
      const form = new URLSearchParams(body)
      const grant = form.get('grant_type')!
      calls.push(grant)
      const isClient = form.get('client_id') === 'client' && form.get('client_secret') === 'secret'
      const isGood =
        grant === 'password'
          ? form.get('username') === 'ada@firm.example' && form.get('password') === made.password
          : refreshTokens.delete(form.get('refresh_token') ?? '')
      response.setHeader('content-type', 'application/json')
      if (!isClient || !isGood) {
        response.statusCode = isClient ? 403 : 401
        const error = isClient ? 'invalid_grant' : 'access_denied'
        response.end(JSON.stringify({ error, error_description: 'No.' }))
        return
      }
      const refresh_token = `refresh-${calls.length}`
      refreshTokens.add(refresh_token)
      const access_token = `access-${calls.length}`
      const told = { access_token, refresh_token, token_type: 'Bearer', expires_in: 3600 }
      response.end(JSON.stringify(told))
    })
  })
  return Object.assign(made, { url })
}

async function connect(more: Record<string, unknown> = {}): Promise<number> {
  const settings = {
    apiUrl: service.url,
    clientId: 'client',
    clientSecret: 'secret',
    username: 'ada@firm.example',
    password: 'right',
    ...more,
  }
  const ask = { connector: 'act-on', settings }
  return (await createConnection(world.homing, world.by, ask)).id
}

const problemsOf = (id: number) =>
  asOwner(
    world,
    "select sentence, remedy from problem where connection_id = $1 and status = 'open'",
    [id],
  )
const source = (connectionId: number) =>
  tokenSource(world.homing, { workspaceId: world.by.workspaceId, connectionId })
const HOUR_MS = 3_600_000

test('a user name and a password are authorisation enough, asked for with the first use', async () => {
  const id = await connect()
  expect(await rowOf(world, id)).toMatchObject({ status: 'active' })
  expect(service.calls).toEqual([])
  expect(await source(id).current()).toBe('access-1')
  expect(await source(id).current()).toBe('access-1')
  expect(service.calls).toEqual(['password'])
  world.later(HOUR_MS)
  expect(await source(id).current()).toBe('access-2')
  expect(service.calls).toEqual(['password', 'refresh_token'])
})

test('without a password there is no connection', async () => {
  await expect(connect({ password: undefined })).rejects.toMatchObject({
    status: 422,
    field: 'settings.password',
  })
})

test('a refresh token that was lost on the way is no loss: it signs in again', async () => {
  const id = await connect()
  await source(id).current()
  service.refreshTokens.clear()
  world.later(HOUR_MS)
  expect(await source(id).current()).toBe('access-3')
  expect(service.calls).toEqual(['password', 'refresh_token', 'password'])
  expect(await rowOf(world, id)).toMatchObject({ status: 'active', refresh_started_at: null })
  expect(await problemsOf(id)).toEqual([])
})

test('a password that is refused asks for a person, and the new one is used', async () => {
  const id = await connect({ password: 'wrong' })
  await expect(source(id).current()).rejects.toMatchObject({ kind: 'unauthorised' })
  await expect(source(id).current()).rejects.toMatchObject({ kind: 'unauthorised' })
  expect(service.calls).toEqual(['password'])
  expect(await rowOf(world, id)).toMatchObject({ status: 'needs_reauthorisation' })
  expect(await problemsOf(id)).toEqual([
    {
      sentence: 'Act-On no longer accepts the user name and the password, or the keys.',
      remedy:
        'Enter them again in the settings of the connection. What came home stays, and nothing is '
        + 'read twice.',
    },
  ])
  await changeConnection(world.homing, world.by, id, { settings: { password: 'right' } })
  expect(await source(id).current()).toBe('access-2')
  expect(await problemsOf(id)).toEqual([])
})

test('a wrong client secret costs nothing but the call', async () => {
  const id = await connect({ clientSecret: 'other' })
  await expect(source(id).current()).rejects.toMatchObject({ kind: 'refused', whoMustAct: 'you' })
  expect(await rowOf(world, id)).toMatchObject({ status: 'active' })
  await changeConnection(world.homing, world.by, id, { settings: { clientSecret: 'secret' } })
  expect(await source(id).current()).toBe('access-2')
})

test('nobody asks for tokens more often than the vendor gives them in an hour', async () => {
  const id = await connect()
  let token = await source(id).current()
  for (let n = 0; n < 4; n++) token = await source(id).renew(token)
  expect(service.calls).toHaveLength(5)
  const refused = await source(id)
    .renew(token)
    .catch((error: unknown) => error)
  expect(refused).toMatchObject({ kind: 'throttled', whoMustAct: 'homing' })
  expect((refused as { waitMs: number }).waitMs).toBeGreaterThan(HOUR_MS - 60_000)
  expect(service.calls).toHaveLength(5)
  await asOwner(
    world,
    "update connection set token_calls = array(select t - interval '1 hour' from unnest(token_calls) t)",
  )
  expect(await source(id).renew(token)).toBe('access-6')
})

test('secrets are sealed; the user name may be read', async () => {
  const id = await connect()
  const row = JSON.stringify(await rowOf(world, id))
  expect(row).toContain('ada@firm.example')
  expect(row).not.toContain('"right"')
  expect(world.log.join()).not.toContain('right')
})
