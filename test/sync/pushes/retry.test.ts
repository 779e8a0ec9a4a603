import { afterAll, beforeAll, expect, test } from 'vitest'
import { clearDrafts, DRAFT_DAYS, retryFailed } from '../../../src/audience/index.ts'
import { sql } from '../../database.ts'
import { pushWorld, type PushWorld } from './world.ts'

let world: PushWorld
beforeAll(async () => {
  world = await pushWorld()
}, 60_000)
afterAll(() => world.close())

const DAY_MS = 24 * 3_600_000
const NO_ONE = [{ id: 'no id', address: '' }]
const steering = (pushId: number) => ({
  workspaceId: world.by.workspaceId,
  pushId,
  by: world.by,
  now: world.homing.now(),
})
const retry = (pushId: number) =>
  world.inTx((tx) => retryFailed(tx, world.homing.connectors, steering(pushId)))

test('those that failed, and nobody else, are planned once more and go when it is started', async () => {
  const list = (await world.lists())[0]!
  const on = new Set(world.membersThere(list.external))
  const some = (await world.known())
    .filter((one) => one.isMailable && !on.has(one.address))
    .slice(0, 4)
  const part = world.homing.connectors[0]!.audience!
  const { putKnownOn } = part
  const bad = some.slice(2).map(({ address }) => {
    const isOne = (one: { address: string }) => one.address.toLowerCase() === address
    return world.sandbox.truth().contacts.find(isOne)!.contactId
  })
  part.putKnownOn = (vendor, people, at) =>
    // The ESP answers 400 for the whole of it.
    putKnownOn(vendor, people.some(({ id }) => bad.includes(id)) ? NO_ONE : people, at)
  const of = await world.choose(
    list.id,
    some.map((one) => one.personId),
  )
  await world.plan(of)
  await expect(retry(of.pushId)).rejects.toThrow('not over yet')
  await world.start(of)
  await world.work()
  part.putKnownOn = putKnownOn
  const failed = (await world.items(of)).filter((item) => item.status === 'failed')
  expect(failed.map((item) => item.address)).toEqual(some.slice(2).map((one) => one.address))

  // One of them leaves meanwhile: the new plan decides anew.
  await world.optOut(some[3]!.personId)
  const again = await retry(of.pushId)
  await world.work()
  expect(await world.status(again)).toMatchObject({ status: 'planned' })
  const items = await world.items(again)
  expect(items).toMatchObject([
    { address: some[2]!.address, verb: 'add', status: 'waiting' },
    { address: some[3]!.address, verb: 'add', status: 'skipped', reason: 'opted_out' },
  ])
  await world.start(again)
  await world.work()
  expect(world.membersThere(list.external)).toContain(some[2]!.address)
  expect(world.membersThere(list.external)).not.toContain(some[3]!.address)
  await expect(retry(again.pushId)).rejects.toThrow('Nobody of this push failed')
})

test('a draft nobody finished is deleted after 30 days; a plan, and what went out, stays', async () => {
  const list = (await world.lists())[1]!
  const some = (await world.known()).slice(0, 3).map((one) => one.personId)
  const draft = await world.choose(list.id, some)
  const planned = await world.choose(list.id, some)
  await world.plan(planned)
  const count = async () => {
    const { rows } = await world.inTx((tx) =>
      sql<{ pushes: number; items: number }>`
        select (select count(*)::integer from push) as pushes,
          (select count(*)::integer from push_item where push_id = ${draft.pushId}) as items`.execute(
        tx,
      ),
    )
    return rows[0]!
  }
  const before = await count()
  const clear = (days: number) =>
    world.inTx((tx) => clearDrafts(tx, world.by.workspaceId, world.homing.now() + days * DAY_MS))
  expect(await clear(DRAFT_DAYS - 1)).toBe(0)
  expect(await count()).toEqual(before)
  expect(await clear(DRAFT_DAYS + 1)).toBe(1)
  expect(await count()).toEqual({ pushes: before.pushes - 1, items: 0 })
})
