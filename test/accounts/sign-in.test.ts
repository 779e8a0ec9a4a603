import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  changePassword,
  createUser,
  endSession,
  findSession,
  removeUser,
  signIn,
} from '../../src/accounts/index.ts'
import { sql } from '../database.ts'
import { emptyAccounts, freshWorld, PASSWORD, someone, type TestWorld } from './world.ts'

const HOUR = 3600_000
const EMAIL = 'ada@example.com'

let world: TestWorld
let userId: string
beforeAll(async () => {
  world = await freshWorld()
})
beforeEach(async () => {
  await emptyAccounts(world)
  const by = someone(world.workspaceId)
  const user = { name: 'Ada', email: EMAIL, password: PASSWORD, role: 'viewer' } as const
  userId = (await createUser(world, by, user)).id
})
afterAll(() => world.close())

const enter = (more: Partial<Parameters<typeof signIn>[1]> = {}) =>
  signIn(world, {
    email: EMAIL,
    password: PASSWORD,
    address: '192.0.2.1',
    agent: 'test',
    earlierToken: null,
    ...more,
  })
const sessionCount = () =>
  world.database.transaction(
    { workspaceId: world.workspaceId },
    async (tx) => (await tx.selectFrom('session').selectAll().execute()).length,
  )

test('opens a session for the right password, whatever the case of the address', async () => {
  const { session, identity } = await enter({ email: ' ADA@Example.COM' })
  expect(identity).toMatchObject({ id: userId, role: 'viewer' })
  expect(await findSession(world, session.token)).toEqual(identity)
  expect(await findSession(world, session.token + 'x')).toBeNull()
})

test('refuses a wrong password and an unknown user in the same words', async () => {
  const wrong = await enter({ password: 'another password' }).catch((error: Error) => error)
  const unknown = await enter({ email: 'eve@example.com' }).catch((error: Error) => error)
  expect(wrong).toMatchObject({ status: 401 })
  expect({ ...(unknown as object) }).toEqual({ ...(wrong as object) })
  expect((unknown as Error).message).toBe((wrong as Error).message)
})

test('does the same hashing for an unknown user as for a wrong password', async () => {
  const timed = async (email: string) => {
    const began = performance.now()
    await enter({ email, password: 'another password' }).catch(() => undefined)
    return performance.now() - began
  }
  // The quicker of two: a busy machine makes any one of them long.
  const known = Math.min(await timed(EMAIL), await timed(EMAIL))
  const unknown = await timed('eve@example.com')
  // Without the hash an unknown user is answered in a few milliseconds.
  expect(unknown).toBeGreaterThan(known / 4)
})

test('keeps the hash of a token, never the token, and of a password only its scrypt', async () => {
  const { session } = await enter()
  const owner = await world.database.engine.lendAsOwner()
  const { rows } = await owner.query<{ text: string }>(
    `select coalesce(string_agg(t::text, ' '), '') as text from (
       select row_to_json(s) as t from session s union all
       select row_to_json(c) from credential c) all_rows`,
  )
  owner.release()
  expect(rows[0]!.text).toContain('scrypt$17$8$1$')
  expect(rows[0]!.text).not.toContain(session.token)
  expect(rows[0]!.text).not.toContain(Buffer.from(session.token).toString('hex'))
  expect(rows[0]!.text).not.toContain(PASSWORD)
})

test('a session ends when idle, and at the latest after its whole life', async () => {
  const idle = await enter()
  world.tick(12 * HOUR + 1)
  expect(await findSession(world, idle.session.token)).toBeNull()
  expect(await sessionCount()).toBe(0)

  const used = await enter()
  for (let hours = 0; hours < 7 * 24 - 6; hours += 6) {
    world.tick(6 * HOUR)
    expect(await findSession(world, used.session.token), `after ${hours + 6} hours`).not.toBeNull()
  }
  world.tick(6 * HOUR)
  expect(await findSession(world, used.session.token)).toBeNull()
})

test('signing in again ends the session the browser held before', async () => {
  const first = await enter()
  const second = await enter({ earlierToken: first.session.token })
  expect(second.session.token).not.toBe(first.session.token)
  expect(await findSession(world, first.session.token)).toBeNull()
})

test('signing out ends this session and no other', async () => {
  const [here, there] = [await enter(), await enter()]
  await endSession(world, here.session.token)
  expect(await findSession(world, here.session.token)).toBeNull()
  expect(await findSession(world, there.session.token)).not.toBeNull()
})

test('a role taken away, or the user removed, counts from the next request', async () => {
  const { session } = await enter()
  await world.database.inWorkspace(world.workspaceId, (tx) =>
    sql`update membership set role = 'editor' where user_id = ${userId}`.execute(tx),
  )
  expect(await findSession(world, session.token)).toMatchObject({ role: 'editor' })
  await removeUser(world, someone(world.workspaceId), userId)
  expect(await findSession(world, session.token)).toBeNull()
  await expect(enter()).rejects.toMatchObject({ status: 401 })
})

test('a changed password ends every session and begins one', async () => {
  const { session, identity } = await enter()
  const change = { next: 'quite other words now', address: '192.0.2.1', agent: '' }
  await expect(
    changePassword(world, identity, { ...change, current: 'not this one' }),
  ).rejects.toMatchObject({ status: 422, field: 'current' })
  const next = await changePassword(world, identity, { ...change, current: PASSWORD })
  expect(await findSession(world, session.token)).toBeNull()
  expect(await findSession(world, next.token)).not.toBeNull()
  await expect(enter()).rejects.toMatchObject({ status: 401 })
  await enter({ password: 'quite other words now' })
})

test('a user has at most twenty sessions; the oldest give way', async () => {
  const first = await enter()
  world.tick(1000)
  await world.database.transaction({ workspaceId: world.workspaceId }, (tx) =>
    sql`insert into session (token_hash, workspace_id, user_id, created_at, seen_at, expires_at)
        select sha256(n::text::bytea), ${world.workspaceId}, ${userId}, ${new Date(world.now())},
          ${new Date(world.now())}, ${new Date(world.now() + HOUR)}
        from generate_series(1, 30) n`.execute(tx),
  )
  world.tick(1000)
  const last = await enter()
  expect(await sessionCount()).toBe(20)
  expect(await findSession(world, first.session.token)).toBeNull()
  expect(await findSession(world, last.session.token)).not.toBeNull()
})
