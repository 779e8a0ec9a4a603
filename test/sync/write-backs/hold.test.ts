import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordEspOptOuts } from '../../../src/consent/index.ts'
import { tick } from '../../../src/sync/index.ts'
import { reasonToHold } from '../../../src/sync/write-backs/hold.ts'
import { mailable, twoWorlds, type TwoWorlds } from './world.ts'

let world: TwoWorlds
beforeAll(async () => {
  world = await twoWorlds()
}, 60_000)
afterAll(() => world.close())

const problems = () =>
  world.inTx((tx) =>
    tx
      .selectFrom('problem')
      .select(['cause', 'sentence', 'who_must_act'])
      .where('status', '=', 'open')
      .orderBy('id')
      .execute(),
  )

async function toldBy(connectionId: number, addresses: readonly string[]) {
  for (const address of addresses) {
    const { addressId } = await world.person(address)
    const fact = {
      addressId,
      occurredAt: world.homing.now(),
      reason: '',
      connectionId,
      campaignId: null,
      cause: 'wish' as const,
      naturalKey: `test:${address}:${connectionId}`,
    }
    await world.inTx((tx) => recordEspOptOuts(tx, world.by.workspaceId, [fact], world.homing.now()))
  }
}

test('whom a system unsubscribes by the dozen elsewhere waits for a person; a single wish does not', async () => {
  await world.sync2(world.a, ['contacts'])
  await world.sync2(world.b, ['contacts'])
  const people = await mailable(world, world.b)
  const many = people.slice(0, Math.ceil(people.length / 3))
  await toldBy(world.a.connectionId, many)
  const written = world.writes(world.b).length
  await world.tell(world.b)
  expect(world.writes(world.b).length).toBe(written)
  expect((await world.rows(world.b)).map((row) => row.status)).toEqual(many.map(() => 'held'))
  expect(await problems()).toMatchObject([
    { cause: 'Opt-outs wait for your approval before another system is told', who_must_act: 'you' },
  ])
  // It holds here at once, and one who asks a colleague is told everywhere at once.
  await world.optOut(people.at(-1)!)
  await world.optOut(many[0]!)
  await world.tell(world.b)
  expect(world.there(world.b, people.at(-1)!).permission).toBe('unsubscribed')
  expect(world.there(world.b, many[0]!).permission).toBe('unsubscribed')
  expect((await world.rows(world.b)).filter((row) => row.status === 'held').length).toBe(
    many.length - 1,
  )
})

test('what is not acknowledged in time is one problem, which ends with it', async () => {
  const people = await mailable(world, world.a)
  world.a.sandbox.faults.add({ kind: 'status', status: 400, match: { method: 'PUT' }, times: 99 })
  for (const address of people.slice(-3)) await world.optOut(address)
  await world.tell(world.a)
  await world.tell(world.b)
  expect((await problems()).length).toBe(1)
  world.later(16 * 60_000)
  await tick({ ...world.homing, jobs: { ...world.homing.jobs, enqueueNow: async () => undefined } })
  const late = (await problems()).find((one) => one.cause === 'A system has not taken an opt-out')!
  expect(late.who_must_act).toBe('homing')
  expect(late.sentence).toContain('has not taken')
  world.a.sandbox.faults.clear()
  world.later(16 * 60_000)
  await world.tell(world.a)
  expect((await problems()).map((one) => one.cause)).not.toContain(late.cause)
})

test('the cap: a handful is never held, and what is unknown is', () => {
  const loss = { held: 100, losses: 5, waiting: 5, capPercent: 20, willBeRead: true }
  expect(reasonToHold(loss)).toBeNull()
  expect(reasonToHold({ ...loss, losses: 20, waiting: 20 })).toBeNull()
  expect(reasonToHold({ ...loss, losses: 21, waiting: 1 })).toContain('21 of 100')
  expect(reasonToHold({ ...loss, losses: 21, waiting: 0 })).toBeNull()
  expect(reasonToHold({ ...loss, held: null, losses: 6, waiting: 6 })).toContain('not been read')
  expect(reasonToHold({ ...loss, held: null })).toBeNull()
})
