import { afterAll, beforeAll, expect, test } from 'vitest'
import { publicClient, tokenPath } from '../../sandbox/index.ts'
import {
  authorise,
  authorised,
  changeConnection,
  createConnection,
  removeConnection,
  tokenSource,
} from '../../src/connections/index.ts'
import { asOwner, makeWorld, rowOf, type World } from './world.ts'

let world: World

beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

const redirectUri = 'http://localhost:4321/api/authorisations/callback'

async function waiting(more: Record<string, unknown> = {}): Promise<number> {
  const { id } = await createConnection(world.homing, world.by, {
    connector: 'constant-contact',
    settings: world.settings(more),
  })
  return id
}

function begin(connectionId: number) {
  return authorise(world.homing, world.by, { connectionId, redirectUri })
}

/** Decides at the consent page, as the account's owner, and comes back with what it answers. */
async function visit(url: string, decision: 'approve' | 'deny' = 'approve') {
  const response = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ decision }),
    redirect: 'manual',
  })
  const back = new URL(response.headers.get('location')!)
  expect(back.origin + back.pathname).toBe(redirectUri)
  return back.searchParams
}

const at = (connectionId: number) => ({ workspaceId: world.by.workspaceId, connectionId })

test.each([
  ['with a secret', {}],
  ['without a secret', { clientId: publicClient.clientId, clientSecret: undefined }],
])('an application %s is authorised in the browser', async (_what, more) => {
  const id = await waiting(more)
  const url = new URL(await begin(id))
  expect(url.searchParams.get('code_challenge_method')).toBe('S256')
  expect(url.searchParams.get('redirect_uri')).toBe(redirectUri)
  expect(url.searchParams.get('scope')).toContain('offline_access')
  const done = await authorised(world.homing, world.by, await visit(url.href))
  expect(done).toEqual({ connectionId: id, name: 'Constant Contact', failure: null })
  const row = await rowOf(world, id)
  expect(row).toMatchObject({ status: 'active', sealed_version: 1 })
  const token = await tokenSource(world.homing, at(id)).current()
  const response = await fetch(`${world.sandbox.url}/v3/account/summary`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(response.status).toBe(200)
  const [last] = await asOwner(world, 'select * from audit order by id desc limit 1')
  expect(last).toMatchObject({ action: 'authorise_connection', subject_id: String(id) })
})

test('a state is spent by its first use', async () => {
  const id = await waiting()
  const callback = await visit(await begin(id))
  await authorised(world.homing, world.by, callback)
  const before = world.exchanges('authorization_code')
  await expect(authorised(world.homing, world.by, callback)).rejects.toMatchObject({
    name: 'Refused',
    status: 400,
    field: 'state',
  })
  expect(world.exchanges('authorization_code')).toBe(before)
})

test('of two who come back with one state at once, one is let in', async () => {
  const callback = await visit(await begin(await waiting()))
  const both = await Promise.allSettled([
    authorised(world.homing, world.by, callback),
    authorised(world.anotherWorker(), world.by, callback),
  ])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('the state of another user, another workspace, or nobody is refused', async () => {
  const id = await waiting()
  const callback = await visit(await begin(id))
  const strangers = [
    { ...world.by, id: 'user-2' },
    { ...world.by, workspaceId: world.test.otherWorkspaceId },
  ]
  for (const stranger of strangers) {
    await expect(authorised(world.homing, stranger, callback)).rejects.toMatchObject({
      status: 400,
    })
  }
  const invented = new URLSearchParams({ state: 'invented', code: callback.get('code')! })
  await expect(authorised(world.homing, world.by, invented)).rejects.toMatchObject({ status: 400 })
  expect(await rowOf(world, id)).toMatchObject({ status: 'awaiting_authorisation' })
  // Their trying did not spend it for the one it belongs to.
  expect(await authorised(world.homing, world.by, callback)).toMatchObject({ failure: null })
})

test('a state lives for ten minutes, and is kept hashed', async () => {
  const id = await waiting()
  const url = await begin(id)
  const state = new URL(url).searchParams.get('state')!
  const rows = await asOwner(world, 'select a::text as line from authorisation a')
  expect(rows.length).toBeGreaterThan(0)
  expect(JSON.stringify(rows)).not.toContain(state)
  const callback = await visit(url)
  await asOwner(
    world,
    `update authorisation set expires_at = expires_at - interval '10 minutes 1 second'
     where connection_id = $1`,
    [id],
  )
  await expect(authorised(world.homing, world.by, callback)).rejects.toMatchObject({ status: 400 })
  await begin(id)
  const left = await asOwner(world, 'select 1 from authorisation where connection_id = $1', [id])
  expect(left).toHaveLength(1)
})

test('a no at the consent page is told as such, and nothing changes', async () => {
  const id = await waiting()
  const done = await authorised(world.homing, world.by, await visit(await begin(id), 'deny'))
  expect(done.failure).toMatchObject({ kind: 'refused', whoMustAct: 'you' })
  expect(done.failure!.message).toContain('declined')
  expect(await rowOf(world, id)).toMatchObject({ status: 'awaiting_authorisation' })
})

test('a token service that is not well is told as such', async () => {
  const id = await waiting()
  const callback = await visit(await begin(id))
  world.sandbox.faults.add({ kind: 'server-error', status: 503, match: { path: tokenPath } })
  const done = await authorised(world.homing, world.by, callback)
  expect(done.failure).toMatchObject({ kind: 'temporary' })
  expect(await rowOf(world, id)).toMatchObject({ status: 'awaiting_authorisation' })
})

test('settings changed meanwhile: the code is not taken to another server', async () => {
  const id = await waiting()
  const callback = await visit(await begin(id))
  await changeConnection(world.homing, world.by, id, {
    settings: { tokenUrl: 'https://authz.example.com/token' },
  })
  const before = world.exchanges('authorization_code')
  await expect(authorised(world.homing, world.by, callback)).rejects.toMatchObject({ status: 409 })
  expect(world.exchanges('authorization_code')).toBe(before)
})

test('a connection that needed it is well again, its problem resolved', async () => {
  const { refreshToken } = world.sandbox.issueTokens()
  const id = await waiting({ refreshToken })
  world.sandbox.faults.add({ kind: 'revoke-refresh-token', match: { path: tokenPath } })
  await expect(tokenSource(world.homing, at(id)).current()).rejects.toThrow()
  expect(await rowOf(world, id)).toMatchObject({ status: 'needs_reauthorisation' })
  await authorised(world.homing, world.by, await visit(await begin(id)))
  expect(await rowOf(world, id)).toMatchObject({ status: 'active' })
  const problems = await asOwner(world, 'select status from problem where connection_id = $1', [id])
  expect(problems).toEqual([{ status: 'resolved' }])
})

test('a removed connection loses its secrets, its schedule and its open visits', async () => {
  const { accessToken, refreshToken } = world.sandbox.issueTokens()
  const id = await waiting({ accessToken, refreshToken })
  const callback = await visit(await begin(id))
  await removeConnection(world.homing, world.by, id)
  const row = await rowOf(world, id)
  expect(row).toMatchObject({ sealed: null })
  expect(row['deleted_at']).not.toBeNull()
  await expect(authorised(world.homing, world.by, callback)).rejects.toMatchObject({ status: 400 })
  await expect(tokenSource(world.homing, at(id)).current()).rejects.toMatchObject({
    kind: 'unauthorised',
  })
  await expect(removeConnection(world.homing, world.by, id)).rejects.toMatchObject({ status: 404 })
})

test('a connection has a bounded number of consent pages open', async () => {
  const id = await waiting()
  for (let n = 0; n < 20; n++) await begin(id)
  await expect(begin(id)).rejects.toMatchObject({ status: 429 })
})
