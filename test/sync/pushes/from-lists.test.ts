import { afterAll, beforeAll, expect, test } from 'vitest'
import { choosePersons, createPush } from '../../../src/audience/index.ts'
import { addMembers, makePersonList, personsOfList } from '../../../src/lists/index.ts'
import { pushWorld, type PushWorld } from './world.ts'

let world: PushWorld
beforeAll(async () => {
  world = await pushWorld()
}, 60_000)
afterAll(() => world.close())

const change = () => ({
  workspaceId: world.by.workspaceId,
  actor: world.by,
  now: world.homing.now(),
})
const make = (
  name: string,
  kind: 'static' | 'suppression' | 'segment',
  definition = null as never,
) => world.inTx((tx) => makePersonList(tx, change(), { name, kind, description: '', definition }))
const put = (listId: number, personIds: number[]) =>
  world.inTx((tx) => addMembers(tx, change(), listId, { personIds }))

async function pushOf(listId: number, personListId: number) {
  const { homing, connectionId, by } = world
  return world.inTx(async (tx) => {
    const asked = { connectionId, by, now: homing.now(), cause: 'selection' as const }
    const of = await createPush(tx, homing.connectors, asked)
    const asking = { workspaceId: by.workspaceId, now: homing.now() }
    const persons = await personsOfList(tx, asking, personListId)
    const chosen = await choosePersons(tx, of, { listId, persons })
    return { of, chosen }
  })
}

test('whoever is on a suppression list is on no call, were it added after the plan', async () => {
  const list = (await world.lists())[0]!
  const on = new Set(world.membersThere(list.external))
  const people = (await world.known())
    .filter((one) => one.isMailable && !on.has(one.address))
    .slice(0, 3)
  const [barred, late, good] = people
  const source = await make('Guests', 'static')
  await put(
    source.id,
    people.map((one) => one.personId),
  )
  const never = await make('Never write', 'suppression')
  await put(never.id, [barred!.personId])
  const { of, chosen } = await pushOf(list.id, source.id)
  expect(chosen).toBe(3)
  expect(await world.plan(of)).toBe('planned')
  const reasons = async () =>
    Object.fromEntries((await world.items(of)).map((item) => [item.address, item.reason]))
  expect(await reasons()).toMatchObject({ [barred!.address]: 'suppression_list' })
  await put(never.id, [late!.personId])
  await world.start(of)
  await world.work()
  expect(world.named().map((address) => address.toLowerCase())).toEqual([good!.address])
  expect(await reasons()).toEqual({
    [barred!.address]: 'suppression_list',
    [late!.address]: 'suppression_list',
    [good!.address]: '',
  })
})

test('a segment is a source: whoever is in it now is chosen', async () => {
  const list = (await world.lists())[1]!
  const where = { about: 'esp_list', listIds: [list.id] }
  const members = await make('On it already', 'segment', { version: 1, where } as never)
  const { of, chosen } = await pushOf(list.id, members.id)
  expect(chosen).toBeGreaterThan(0)
  expect(await world.plan(of)).toBe('planned')
  const items = await world.items(of)
  expect(items.length).toBe(chosen)
  // Nothing is to be called for: they are all there.
  const fates = new Set(items.map((item) => item.reason || item.status))
  expect([...fates].filter((fate) => fate === 'waiting')).toEqual([])
})
