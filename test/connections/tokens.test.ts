import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { tokenPath } from '../../sandbox/index.ts'
import { changeConnection, createConnection, tokenSource } from '../../src/connections/index.ts'
import type { Homing } from '../../src/homing.ts'
import { Database } from '../../src/platform/database/index.ts'
import { Secrets } from '../../src/platform/secrets/index.ts'
import { anotherFirm, asOwner, makeWorld, rowOf, type World } from './world.ts'

let base: World
let world: World

beforeAll(async () => {
  base = await makeWorld()
})
beforeEach(async () => {
  world = await anotherFirm(base)
})
afterAll(() => base.close())

/** A connection whose access token has ended, so that the first use renews it. */
async function connect(more: Record<string, unknown> = {}): Promise<number> {
  const { refreshToken } = world.sandbox.issueTokens()
  const { id } = await createConnection(world.homing, world.by, {
    connector: 'constant-contact',
    settings: world.settings({ refreshToken, ...more }),
  })
  return id
}

const at = (connectionId: number) => ({ workspaceId: world.by.workspaceId, connectionId })

async function works(token: string): Promise<boolean> {
  const response = await fetch(`${world.sandbox.url}/v3/account/summary`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return response.status === 200
}

const problems = () =>
  asOwner(world, 'select * from problem where workspace_id = $1 order by id', [
    world.by.workspaceId,
  ])
const endLease = (id: number) =>
  asOwner(world, 'update connection set refresh_lease_until = now() where id = $1', [id])

test('fifty callers of one process and fifty of another make one exchange', async () => {
  const id = await connect()
  const workers = [world.homing, world.anotherWorker()]
  const tokens = await Promise.all(
    workers.flatMap((homing) =>
      Array.from({ length: 50 }, () => tokenSource(homing, at(id)).current()),
    ),
  )
  expect(new Set(tokens).size).toBe(1)
  expect(await works(tokens[0]!)).toBe(true)
  expect(world.exchanges('refresh_token')).toBe(1)
  const row = await rowOf(world, id)
  expect(row).toMatchObject({ sealed_version: 1, status: 'active', refresh_started_at: null })
  expect(row).toMatchObject({ refresh_owner: null, refresh_lease_until: null })
})

test('a token the vendor refused is renewed once, whoever else saw it refused', async () => {
  const id = await connect()
  const [one, two] = [world.homing, world.anotherWorker()].map((h) => tokenSource(h, at(id)))
  const refused = await one!.current()
  const renewed = await Promise.all([
    ...Array.from({ length: 10 }, () => one!.renew(refused)),
    ...Array.from({ length: 10 }, () => two!.renew(refused)),
  ])
  expect(new Set(renewed).size).toBe(1)
  expect(renewed[0]).not.toBe(refused)
  expect(world.exchanges('refresh_token')).toBe(2)
})

test('a token is renewed ahead of its end, and serves on while that is not possible', async () => {
  const id = await connect()
  const source = tokenSource(world.homing, at(id))
  const first = await source.current()
  world.later(86_400_000 - 10 * 60_000)
  expect(await source.current()).toBe(first)
  world.later(6 * 60_000)
  world.sandbox.faults.add({ kind: 'server-error', status: 503, match: { path: tokenPath } })
  expect(await source.current()).toBe(first)
  expect(world.exchanges('refresh_token')).toBe(2)
  // The token service is left alone for a while.
  expect(await source.current()).toBe(first)
  expect(world.exchanges('refresh_token')).toBe(2)
  await endLease(id)
  expect(await source.current()).not.toBe(first)
  expect(world.exchanges('refresh_token')).toBe(3)
})

test.each([500, 502, 503])(
  'a token service that answers %i costs the grant nothing',
  async (status) => {
    const id = await connect()
    const source = tokenSource(world.homing, at(id))
    world.sandbox.faults.add({
      kind: 'server-error',
      status: status as 500,
      match: { path: tokenPath },
    })
    await expect(source.current()).rejects.toMatchObject({ kind: 'temporary' })
    expect(await rowOf(world, id)).toMatchObject({ status: 'active', sealed_version: 0 })
    expect(await problems()).toEqual([])
    await endLease(id)
    expect(await works(await source.current())).toBe(true)
  },
)

test('a wrong client secret costs the grant nothing either', async () => {
  const id = await connect({ clientSecret: 'not-the-secret' })
  const source = tokenSource(world.homing, at(id))
  await expect(source.current()).rejects.toMatchObject({ kind: 'refused' })
  expect(await rowOf(world, id)).toMatchObject({ status: 'active', refresh_started_at: null })
  const { clientSecret } = world.settings()
  await changeConnection(world.homing, world.by, id, { settings: { clientSecret } })
  expect(await works(await source.current())).toBe(true)
})

test('a revoked grant asks for a person, once, and the vendor is not asked again', async () => {
  const id = await connect()
  const source = tokenSource(world.homing, at(id))
  world.sandbox.faults.add({ kind: 'revoke-refresh-token', match: { path: tokenPath } })
  await expect(source.current()).rejects.toMatchObject({ kind: 'unauthorised', whoMustAct: 'you' })
  for (let n = 0; n < 5; n++) {
    await expect(source.current()).rejects.toMatchObject({ kind: 'unauthorised' })
    await expect(source.renew('x')).rejects.toMatchObject({ kind: 'unauthorised' })
  }
  expect(world.exchanges('refresh_token')).toBe(1)
  const row = await rowOf(world, id)
  expect(row).toMatchObject({ status: 'needs_reauthorisation' })
  expect(row['sealed']).not.toBeNull()
  expect(await problems()).toMatchObject([
    {
      connection_id: id,
      cause: 'needs reauthorisation',
      who_must_act: 'you',
      status: 'open',
      occurrences: 1,
      sentence: 'Constant Contact no longer accepts the authorisation.',
    },
  ])
})

test('killed between exchange and storing: the next start says so, once, and stops', async () => {
  const id = await connect()
  const dying: Homing = {
    ...world.anotherWorker(),
    secrets: new DyingSecrets(Buffer.alloc(32, 7)),
  }
  await expect(tokenSource(dying, at(id)).current()).rejects.toThrow('killed')
  const left = await rowOf(world, id)
  expect(left).toMatchObject({ status: 'active', sealed_version: 0 })
  expect(left['refresh_started_at']).not.toBeNull()
  expect(left['refresh_owner']).not.toBeNull()
  expect(world.exchanges('refresh_token')).toBe(1)

  await endLease(id)
  const next = tokenSource(world.anotherWorker(), at(id))
  for (let n = 0; n < 3; n++) {
    await expect(next.current()).rejects.toMatchObject({ kind: 'unauthorised' })
  }
  expect(world.exchanges('refresh_token')).toBe(2)
  expect(await rowOf(world, id)).toMatchObject({ status: 'needs_reauthorisation' })
  const [problem] = await problems()
  expect(problem!['sentence']).toMatch(/a renewal begun at .* UTC was cut off/)
})

test('an answer lost on the way is no verdict; the refusal after it is', async () => {
  const id = await connect()
  const source = tokenSource(world.homing, at(id))
  world.sandbox.faults.add({ kind: 'lost-rotated-answer', match: { path: tokenPath } })
  await expect(source.current()).rejects.toMatchObject({ kind: 'temporary' })
  expect(await rowOf(world, id)).toMatchObject({ status: 'active' })
  await endLease(id)
  await expect(source.current()).rejects.toMatchObject({ kind: 'unauthorised' })
  expect(await rowOf(world, id)).toMatchObject({ status: 'needs_reauthorisation' })
})

test('a worker whose lease ended still stores its pair, and the verdict is taken back', async () => {
  const id = await connect()
  const slow = world.anotherWorker()
  const stalled = stallBeforeStoring(slow.database)
  const first = tokenSource(slow, at(id)).current()
  await stalled.reached
  await endLease(id)
  await expect(tokenSource(world.homing, at(id)).current()).rejects.toMatchObject({
    kind: 'unauthorised',
  })
  expect(await rowOf(world, id)).toMatchObject({ status: 'needs_reauthorisation' })

  stalled.goOn()
  const token = await first
  expect(await works(token)).toBe(true)
  expect(await rowOf(world, id)).toMatchObject({ status: 'active', sealed_version: 1 })
  expect(await problems()).toMatchObject([{ status: 'resolved' }])
  expect(await tokenSource(world.homing, at(id)).current()).toBe(token)
})

test('a worker that finds the tokens replaced takes the newer ones and drops its own', async () => {
  const id = await connect()
  const slow = world.anotherWorker()
  const stalled = stallBeforeStoring(slow.database)
  const first = tokenSource(slow, at(id)).current()
  await stalled.reached
  const { accessToken, refreshToken } = world.sandbox.issueTokens()
  await changeConnection(world.homing, world.by, id, { settings: { accessToken, refreshToken } })
  stalled.goOn()
  expect(await first).toBe(accessToken)
  expect(await rowOf(world, id)).toMatchObject({ sealed_version: 1, status: 'active' })
})

test('a refusal is no verdict when somebody else stored a new pair meanwhile', async () => {
  const id = await connect()
  let goOn = () => {}
  const released = new Promise<void>((resolve) => (goOn = resolve))
  let arrive = () => {}
  const reached = new Promise<void>((resolve) => (arrive = resolve))
  const { http } = world.homing
  const late = tokenSource(
    {
      ...world.anotherWorker(),
      http: {
        ...http,
        async exchange(ask) {
          arrive()
          await released
          return http.exchange(ask)
        },
      },
    },
    at(id),
  ).current()
  await reached
  await endLease(id)
  const token = await tokenSource(world.homing, at(id)).current()
  goOn()
  expect(await late).toBe(token)
  expect(world.exchanges('refresh_token')).toBe(2)
  expect(await rowOf(world, id)).toMatchObject({ status: 'active', sealed_version: 1 })
  expect(await problems()).toEqual([])
})

test('a fault of the database while storing does not lose the pair', async () => {
  const id = await connect()
  const worker = world.anotherWorker()
  let faults = 2
  const inWorkspace = worker.database.inWorkspace.bind(worker.database)
  let calls = 0
  vi.spyOn(worker.database, 'inWorkspace').mockImplementation((workspaceId, work) => {
    calls += 1
    // Read, claim, then store.
    if (calls > 2 && faults-- > 0) return Promise.reject(new Error('the server went away'))
    return inWorkspace(workspaceId, work)
  })
  expect(await works(await tokenSource(worker, at(id)).current())).toBe(true)
  expect(world.exchanges('refresh_token')).toBe(1)
  expect(await rowOf(world, id)).toMatchObject({ sealed_version: 1 })
})

test('without a refresh token, the end of the access token asks for a person', async () => {
  const { accessToken } = world.sandbox.issueTokens()
  const { id } = await createConnection(world.homing, world.by, {
    connector: 'constant-contact',
    settings: world.settings({ accessToken }),
  })
  const source = tokenSource(world.homing, at(id))
  expect(await source.current()).toBe(accessToken)
  await expect(source.renew(accessToken)).rejects.toMatchObject({ kind: 'unauthorised' })
  expect(await rowOf(world, id)).toMatchObject({ status: 'needs_reauthorisation' })
  expect(world.exchanges('refresh_token')).toBe(0)
})

/** Dies where a new pair is about to be sealed: after the exchange, before it is stored. */
class DyingSecrets extends Secrets {
  override seal(): Uint8Array {
    throw new Error('killed')
  }
}

function stallBeforeStoring(database: Database) {
  let goOn = () => {}
  let arrive = () => {}
  const reached = new Promise<void>((resolve) => (arrive = resolve))
  const released = new Promise<void>((resolve) => (goOn = resolve))
  const inWorkspace = database.inWorkspace.bind(database)
  let calls = 0
  vi.spyOn(database, 'inWorkspace').mockImplementation(async (workspaceId, work) => {
    calls += 1
    // Read, claim, then store.
    if (calls === 3) {
      arrive()
      await released
    }
    return inWorkspace(workspaceId, work)
  })
  return { reached, goOn: () => goOn() }
}
