import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { findSession, isSetupNeeded, setUp } from '../../src/accounts/index.ts'
import { freshWorld, PASSWORD, type TestWorld } from './world.ts'

const FIRM = {
  firm: 'Harrow & Finch',
  timeZone: 'Europe/London',
  name: 'Ada Quill',
  email: 'Ada@Example.com',
  password: PASSWORD,
  agent: 'test',
}

let world: TestWorld
beforeAll(async () => {
  world = await freshWorld()
})
beforeEach(async () => {
  // The test database comes with two workspaces; setup is about one without any.
  const owner = await world.database.engine.lendAsOwner()
  await owner.script('truncate workspace, user_account cascade')
  owner.release()
})
afterAll(() => world.close())

test('creates the firm and its administrator, signed in', async () => {
  expect(await isSetupNeeded(world)).toBe(true)
  const { identity, session } = await setUp(world, FIRM)
  expect(await isSetupNeeded(world)).toBe(false)
  expect(identity).toMatchObject({ name: 'Ada Quill', role: 'administrator', kind: 'user' })
  expect(identity.workspace).toMatchObject({ name: 'Harrow & Finch', timeZone: 'Europe/London' })
  expect(await findSession(world, session.token)).toEqual(identity)
})

test('of setups at the same time one wins and the others are refused', async () => {
  const tries = ['a', 'b', 'c'].map((who) => setUp(world, { ...FIRM, email: `${who}@example.com` }))
  const outcomes = await Promise.allSettled(tries)
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ status: 409 })
  }
  await expect(setUp(world, FIRM)).rejects.toMatchObject({ status: 409 })
})

test('refuses a weak password and an unknown time zone, naming the field, and leaves nothing', async () => {
  await expect(setUp(world, { ...FIRM, password: 'harrow finch 1' })).rejects.toMatchObject({
    status: 422,
    field: 'password',
  })
  await expect(setUp(world, { ...FIRM, timeZone: 'Mars/Base' })).rejects.toMatchObject({
    field: 'timeZone',
  })
  expect(await isSetupNeeded(world)).toBe(true)
})
