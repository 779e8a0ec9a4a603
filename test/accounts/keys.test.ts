import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createKey, findKey, listKeys, OperatorKey, removeKey } from '../../src/accounts/index.ts'
import { emptyAccounts, freshWorld, someone, type TestWorld } from './world.ts'

const DAY = 24 * 3600_000

let world: TestWorld
beforeAll(async () => {
  world = await freshWorld()
})
beforeEach(async () => {
  await emptyAccounts(world)
})
afterAll(() => world.close())

const make = (expiresInDays?: number) =>
  createKey(world, someone(world.workspaceId), { name: 'nightly', role: 'editor', expiresInDays })
const listed = async () => (await world.database.inWorkspace(world.workspaceId, listKeys))[0]!

test('a key speaks for its role in its workspace, and is kept as a hash', async () => {
  const { key, apiKey } = await make()
  expect(key).toMatch(/^hmg_[\w-]{43}$/)
  expect(key.startsWith(apiKey.hint)).toBe(true)
  const identity = await findKey(world, key)
  expect(identity).toMatchObject({ kind: 'key', role: 'editor', name: 'nightly' })
  expect(identity!.workspace.id).toBe(world.workspaceId)
  expect(await findKey(world, key + 'A')).toBeNull()
  const owner = await world.database.engine.lendAsOwner()
  const { rows } = await owner.query<{ t: object }>('select row_to_json(k) as t from api_key k')
  owner.release()
  expect(JSON.stringify(rows)).not.toContain(key.slice(10))
})

test('a key opens nothing once expired or revoked', async () => {
  const { key } = await make(30)
  world.tick(30 * DAY - 1000)
  expect(await findKey(world, key)).not.toBeNull()
  world.tick(1000)
  expect(await findKey(world, key)).toBeNull()

  const lasting = await make()
  const stranger = someone(world.otherWorkspaceId)
  const { id } = lasting.apiKey
  await expect(removeKey(world, stranger, id)).rejects.toMatchObject({ status: 404 })
  await removeKey(world, someone(world.workspaceId), id)
  expect(await findKey(world, lasting.key)).toBeNull()
})

test('when it was last used is written once a minute at most', async () => {
  const { key } = await make()
  expect((await listed()).lastUsedAt).toBeNull()
  const began = world.now()
  for (const wait of [1000, 30_000, 28_000]) {
    world.tick(wait)
    await findKey(world, key)
    expect((await listed()).lastUsedAt!.getTime()).toBe(began + 1000)
  }
  world.tick(5000)
  await findKey(world, key)
  expect((await listed()).lastUsedAt!.getTime()).toBe(world.now())
})

test("the operator's key speaks for the first workspace and for no other key", async () => {
  const operator = new OperatorKey()
  expect(await operator.identify(world, operator.key)).toMatchObject({
    role: 'administrator',
    workspace: { id: world.workspaceId },
  })
  expect(await operator.identify(world, new OperatorKey().key)).toBeNull()
})
