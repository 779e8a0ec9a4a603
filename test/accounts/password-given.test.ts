import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  changePassword,
  createKey,
  createUser,
  findKey,
  findSession,
  listAudit,
  OperatorKey,
  setPassword,
  signIn,
  type Identity,
} from '../../src/accounts/index.ts'
import { countAttempt } from '../../src/accounts/attempts.ts'
import type { Database } from '../../src/platform/database/index.ts'
import { emptyAccounts, freshWorld, PASSWORD, someone, type TestWorld } from './world.ts'

const EMAIL = 'ada@example.com'
const NEXT = 'quite other words now'

let world: TestWorld
let userId: string
const by = () => someone(world.workspaceId)
const give = (password = NEXT, who: Identity = by()) =>
  setPassword(world, who, { userId, password })
const enter = (password: string, address = '192.0.2.1') =>
  signIn(world, { email: EMAIL, password, address, agent: 'test', earlierToken: null })
const told = async () => {
  const list = (tx: Parameters<typeof listAudit>[0]) => listAudit(tx, { limit: 20 })
  return (await world.database.inWorkspace(world.workspaceId, list)).items
}

beforeAll(async () => {
  world = await freshWorld()
})
beforeEach(async () => {
  await emptyAccounts(world)
  const ada = { name: 'Ada', email: EMAIL, password: PASSWORD, role: 'viewer' } as const
  userId = (await createUser(world, by(), ada)).id
})
afterAll(() => world.close())

test('a new password lets in, the one before no more, and every session has ended', async () => {
  const sessions = [(await enter(PASSWORD)).session, (await enter(PASSWORD)).session]
  await give()
  for (const { token } of sessions) expect(await findSession(world, token)).toBeNull()
  await expect(enter(PASSWORD)).rejects.toMatchObject({ status: 401 })
  expect((await enter(NEXT)).identity).toMatchObject({ id: userId, role: 'viewer' })
})

test('a sign-in or change under way with the one before does nothing', async () => {
  const { identity } = await enter(PASSWORD)
  let [isGiven, toGive] = [false, NEXT]
  // The password was right; the new one is given before anything follows from it.
  const transaction: Database['transaction'] = async (standing, work) => {
    if (standing.userId === userId && !isGiven) {
      isGiven = true
      await give(toGive)
    }
    return world.database.transaction(standing, work)
  }
  const withoutWorkspace: Database['withoutWorkspace'] = (work) => transaction({}, work)
  const database = { transaction, withoutWorkspace } as Database
  const late = { ...world, database }
  const from = { address: '192.0.2.1', agent: '' }
  const who = { email: EMAIL, password: PASSWORD, ...from, earlierToken: null }
  await expect(signIn(late, who)).rejects.toMatchObject({ status: 401 })
  expect(isGiven).toBe(true)
  await enter(NEXT)

  ;[isGiven, toGive] = [false, 'words given meanwhile to them']
  const change = { current: NEXT, next: 'the words of a thief here', ...from }
  await expect(changePassword(late, identity, change)).rejects.toMatchObject({ status: 422 })
  expect(isGiven).toBe(true)
  await enter(toGive)
})

test("nobody else's session ends, and nobody else's password changes", async () => {
  const ben = { name: 'Ben', email: 'ben@example.com', password: PASSWORD, role: 'viewer' } as const
  await createUser(world, by(), ben)
  const asBen = { address: '192.0.2.9', agent: '', earlierToken: null, ...ben }
  const { session } = await signIn(world, asBen)
  await give()
  expect(await findSession(world, session.token)).not.toBeNull()
  await signIn(world, asBen)
})

test("failed attempts are forgotten, from every address; those on another's account stay", async () => {
  const [here, there] = ['192.0.2.1', '192.0.2.2']
  const ben = { email: 'ben@example.com', address: here }
  for (const who of [
    { email: 'ADA@example.com', address: here },
    { ...ben, address: there },
    ben,
  ]) {
    for (let tries = 0; tries < 5; tries++) await countAttempt(world, who)
  }
  for (let tries = 0; tries < 5; tries++)
    await countAttempt(world, { email: EMAIL, address: there })
  for (const address of [here, there]) {
    await expect(enter(PASSWORD, address)).rejects.toMatchObject({ status: 429 })
  }
  await give()
  for (const address of [here, there]) await enter(NEXT, address)
  await expect(countAttempt(world, ben)).rejects.toMatchObject({ status: 429 })
})

test('the audit says who did it to whom, and no password', async () => {
  await give()
  const [entry, ...before] = await told()
  expect(entry).toMatchObject({
    actor: 'Test Administrator',
    action: 'set_password',
    subject: 'user',
    subjectId: userId,
    sentence: 'Test Administrator gave Ada a new password; their sessions ended.',
  })
  expect(before.map(({ action }) => action)).not.toContain('set_password')
  expect(JSON.stringify(entry)).not.toContain(NEXT)
})

test('a weak one is refused at its field, and changes nothing', async () => {
  const { session } = await enter(PASSWORD)
  for (const weak of ['too short', 'passwordpassword', 'ada.example.99']) {
    await expect(give(weak)).rejects.toMatchObject({ status: 422, field: 'password' })
  }
  expect(await findSession(world, session.token)).not.toBeNull()
})

test('nobody gives one to themselves', async () => {
  const ada: Identity = { ...by(), id: userId }
  await expect(give(NEXT, ada)).rejects.toMatchObject({
    status: 409,
    remedy: 'Change it in Settings, Your account.',
  })
  await enter(PASSWORD)
})

test("another workspace's administrator finds no such user", async () => {
  const stranger = someone(world.otherWorkspaceId)
  await expect(give(NEXT, stranger)).rejects.toMatchObject({ status: 404 })
  await enter(PASSWORD)
})

test('who is a user of another firm, too, gets one from who runs the machine alone', async () => {
  const { session } = await enter(PASSWORD)
  await joinOther()
  const { key } = await createKey(world, by(), { name: 'script', role: 'administrator' })
  const script = (await findKey(world, key))!
  for (const who of [by(), script, { ...by(), id: 'operator' }]) {
    await expect(give(NEXT, who)).rejects.toMatchObject({
      status: 409,
      message: 'Ada is a user of another firm, too.',
    })
  }
  expect(await findSession(world, session.token)).not.toBeNull()
  expect((await told()).map(({ action }) => action)).not.toContain('set_password')

  const operator = new OperatorKey()
  await give(NEXT, (await operator.identify(world, operator.key))!)
  expect(await findSession(world, session.token)).toBeNull()
  await enter(NEXT)
  expect((await told()).find(({ action }) => action === 'set_password')?.actor).toBe('Operator')
})

/** Makes Ada a user of the other workspace, too. */
async function joinOther(): Promise<void> {
  const owner = await world.database.engine.lendAsOwner()
  await owner.query(
    "insert into membership (workspace_id, user_id, role) values ($1, $2, 'viewer')",
    [world.otherWorkspaceId, userId],
  )
  owner.release()
}
