import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  chooseLanguage,
  changeUser,
  createUser,
  listUsers,
  removeUser,
} from '../../src/accounts/index.ts'
import { memberIdentity } from '../../src/accounts/identity.ts'
import { emptyAccounts, freshWorld, PASSWORD, someone, type TestWorld } from './world.ts'

let world: TestWorld
let adaId: string
const by = () => someone(world.workspaceId)
const add = (name: string, role: 'administrator' | 'viewer') =>
  createUser(world, by(), { name, email: `${name}@example.com`, password: PASSWORD, role })
const all = () => world.database.inWorkspace(world.workspaceId, listUsers)

beforeAll(async () => {
  world = await freshWorld()
})
beforeEach(async () => {
  await emptyAccounts(world)
  adaId = (await add('ada', 'administrator')).id
})
afterAll(() => world.close())

test('users are listed by name, with role', async () => {
  await add('Ben', 'viewer')
  const users = await all()
  expect(users.map(({ name, role }) => [name, role])).toEqual([
    ['ada', 'administrator'],
    ['Ben', 'viewer'],
  ])
  expect(await world.database.inWorkspace(world.otherWorkspaceId, listUsers)).toEqual([])
})

test('an e-mail address is taken once in the installation', async () => {
  await expect(add('ADA', 'viewer')).rejects.toMatchObject({ status: 409, field: 'email' })
  expect(await all()).toHaveLength(1)
})

test('the last administrator can be neither demoted nor removed', async () => {
  const demote = () => changeUser(world, by(), { userId: adaId, role: 'viewer' })
  await expect(demote()).rejects.toMatchObject({ status: 409 })
  await expect(removeUser(world, by(), adaId)).rejects.toMatchObject({ status: 409 })
  await add('ben', 'administrator')
  expect(await demote()).toMatchObject({ role: 'viewer' })
})

test('two administrators who take the role from each other at once do not both succeed', async () => {
  const benId = (await add('ben', 'administrator')).id
  const outcomes = await Promise.allSettled([
    changeUser(world, by(), { userId: adaId, role: 'viewer' }),
    removeUser(world, by(), benId),
  ])
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const left = (await all()).filter(({ role }) => role === 'administrator')
  expect(left).toHaveLength(1)
})

test('a removed user is gone with password and account, and can be added again', async () => {
  const ben = await add('ben', 'viewer')
  await removeUser(world, by(), ben.id)
  const owner = await world.database.engine.lendAsOwner()
  const { rows } = await owner.query('select id from user_account where id = $1', [ben.id])
  owner.release()
  expect(rows).toEqual([])
  expect((await add('ben', 'viewer')).id).not.toBe(ben.id)
})

test("another workspace's administrator finds no such user", async () => {
  const stranger = someone(world.otherWorkspaceId)
  await expect(removeUser(world, stranger, adaId)).rejects.toMatchObject({ status: 404 })
  const change = { userId: adaId, name: 'Mine' }
  await expect(changeUser(world, stranger, change)).rejects.toMatchObject({ status: 404 })
  expect(await all()).toMatchObject([{ name: 'ada' }])
})

test('a language is kept for whoever chose it, until they choose none', async () => {
  const benId = (await add('Ben', 'viewer')).id
  const ada = { ...by(), id: adaId }
  const kept = async (userId: string) => {
    const member = { userId, workspaceId: world.workspaceId }
    return (await world.database.transaction(member, (tx) => memberIdentity(tx, member)))?.language
  }
  await chooseLanguage(world, ada, 'de')
  expect([await kept(adaId), await kept(benId)]).toEqual(['de', null])
  await chooseLanguage(world, ada, null)
  expect(await kept(adaId)).toBeNull()
  const key = { ...ada, kind: 'key' as const }
  await expect(chooseLanguage(world, key, 'de')).rejects.toMatchObject({ status: 409 })
})
