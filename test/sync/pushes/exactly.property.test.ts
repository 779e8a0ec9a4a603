import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fault } from '../../../sandbox/index.ts'
import { pushWorld, type PushWorld } from './world.ts'

let world: PushWorld
let people: { personId: number; address: string }[]
let list: { id: number; external: string }
const out = new Set<string>()

beforeAll(async () => {
  world = await pushWorld()
  people = (await world.known()).filter((one) => one.isMailable).slice(0, 30)
  list = (await world.lists())[0]!
}, 60_000)
afterAll(() => world.close())

const fault = fc.constantFrom<Fault | null>(
  null,
  { kind: 'lost-answer', match: { path: '/v3/' }, times: 4 },
  { kind: 'throttle', match: { path: '/v3/' }, times: 5 },
  { kind: 'server-error', match: { path: '/v3/' }, times: 7 },
  { kind: 'reset', match: { path: '/v3/' }, times: 3 },
)
const round = fc.record({
  chosen: fc.uniqueArray(fc.nat(29), { minLength: 1, maxLength: 30 }),
  /** Opts out after the plan and before the call. */
  leaves: fc.option(fc.nat(29), { freq: 3 }),
  fault,
})

test('after each push the list holds exactly the planned members, and no call names who opted out', async () => {
  let calls = 0
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 3 }), async (rounds) => {
      for (const { chosen, leaves, fault } of rounds) {
        const before = new Set(world.membersThere(list.external))
        const wanted = chosen.map((at) => people[at]!)
        const ids = wanted.map((one) => one.personId)
        const of = await world.choose(list.id, ids, { isExact: true })
        const status = await world.plan(of)
        const planned = await world.items(of)
        if (leaves !== null && !out.has(people[leaves]!.address)) {
          await world.optOut(people[leaves]!.personId)
          out.add(people[leaves]!.address)
        }
        const told = world.named().length
        if (fault !== null) world.fault(fault)
        if (status === 'held') await world.approve(of)
        else await world.start(of)
        await world.work()
        world.sandbox.faults.clear()
        // Exactly: those who stay, and those who came and may be written to.
        const expected = wanted
          .map((one) => one.address)
          .filter((address) => before.has(address) || !out.has(address))
        expect(world.membersThere(list.external)).toEqual(expected.sort())
        const named = world
          .named()
          .slice(told)
          .map((address) => address.toLowerCase())
        expect(named.filter((address) => out.has(address))).toEqual([])
        const adds = planned.filter((item) => item.verb === 'add' && item.status === 'waiting')
        const allowed = new Set(adds.map((item) => item.address))
        expect(named.filter((address) => !allowed.has(address))).toEqual([])
        calls += named.length
        await nothingMore(ids)
      }
    }),
    { numRuns: 6, endOnFailure: true },
  )
  expect(calls).toBeGreaterThan(0)
}, 200_000)

/** The same once more asks for nothing. */
async function nothingMore(ids: number[]): Promise<void> {
  const written = world.writes().length
  const of = await world.choose(list.id, ids, { isExact: true })
  expect(await world.plan(of)).toBe('planned')
  await world.start(of)
  await world.work()
  expect(world.writes().length).toBe(written)
}
