import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { wishOf } from '../../../src/consent/index.ts'
import { sql } from '../../database.ts'
import { mailable, twoWorlds, type Side, type TwoWorlds } from './world.ts'

let world: TwoWorlds
let people: string[]
/** Every call that could put somebody back, with what was known of the address at that moment. */
const returns: { address: string; state: string }[] = []
beforeAll(async () => {
  world = await twoWorlds()
  for (const side of [world.a, world.b]) await world.sync2(side, ['opt_outs', 'lists', 'contacts'])
  people = await mailable(world, world.b)
  watchReturns()
}, 60_000)
afterAll(() => world.close())

/** Looks over the shoulder of the connector: each resubscribe call, right when it is made. */
function watchReturns(): void {
  const [connector] = world.homing.connectors
  const { consent } = connector!
  const call = consent!.resubscribe!.call
  const watched = {
    ...connector!,
    consent: {
      ...consent!,
      resubscribe: {
        takes: 'confirmation' as const,
        call: async (...given: Parameters<typeof call>) => {
          const { addressId } = await world.person(given[1].address)
          const { workspaceId } = world.by
          const ask = { workspaceId, addressId, topicId: null, now: world.homing.now() }
          const { state } = await world.inTx((tx) => wishOf(tx, ask))
          returns.push({ address: given[1].address, state })
          return call(...given)
        },
      },
    },
  }
  Object.assign(world.homing, { connectors: [watched] })
}

type Step =
  | { do: 'leave'; side: 'a' | 'b'; who: number }
  | { do: 'opt_out' | 'lift'; who: number }
  | { do: 'tell' | 'read' | 'contacts'; side: 'a' | 'b' }
  | { do: 'crash'; side: 'a' | 'b'; fault: 'lost-answer' | 'reset' | 'server' }

const side = fc.constantFrom('a' as const, 'b' as const)
const who = fc.integer({ min: 0, max: 2 })
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('leave' as const), side, who }),
  fc.record({ do: fc.constantFrom('opt_out' as const, 'lift' as const), who }),
  fc.record({ do: fc.constantFrom('tell' as const, 'read' as const, 'contacts' as const), side }),
  fc.record({
    do: fc.constant('crash' as const),
    side,
    fault: fc.constantFrom('lost-answer' as const, 'reset' as const, 'server' as const),
  }),
)

test('whatever happens in whatever order: nobody is put back against a wish, and in the end each system holds every opt-out', async () => {
  let from = 0
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 4, maxLength: 12 }), async (steps) => {
      const three = people.slice(from, (from += 3))
      for (const step of steps) await take(step, three)
      await settle()
      for (const address of three) {
        const { addressId } = await world.person(address)
        const { workspaceId } = world.by
        const ask = { workspaceId, addressId, topicId: null, now: world.homing.now() }
        const { state } = await world.inTx((tx) => wishOf(tx, ask))
        if (state !== 'out') continue
        for (const one of [world.a, world.b]) {
          expect(world.there(one, address).permission, `${address} at ${one.connectionId}`).toBe(
            'unsubscribed',
          )
        }
      }
      expect(returns.filter((one) => one.state !== 'in')).toEqual([])
    }),
    { numRuns: 8, endOnFailure: true },
  )
  expect(returns.length).toBeGreaterThan(0)
}, 150_000)

async function take(step: Step, three: string[]): Promise<void> {
  const address = 'who' in step ? three[step.who]! : ''
  switch (step.do) {
    case 'leave': {
      const at: Side = world[step.side]
      at.sandbox.clock.advance(1_000)
      at.sandbox.recipients.optOut(world.there(at, address).contactId, 'enough')
      return
    }
    case 'opt_out':
      return world.optOut(address)
    case 'lift':
      return world.lift(address)
    case 'tell':
      return world.tell(world[step.side])
    case 'read':
      return world.sync2(world[step.side], ['opt_outs'])
    case 'contacts':
      return world.sync2(world[step.side], ['contacts'])
    case 'crash':
      return crash(world[step.side], step.fault)
  }
}

/** The worker dies over a call, or the call goes nowhere: its lease is left behind. */
async function crash(at: Side, fault: 'lost-answer' | 'reset' | 'server'): Promise<void> {
  const match = { method: 'PUT' }
  at.sandbox.faults.add(
    fault === 'server'
      ? { kind: 'status', status: 400, match, times: 3 }
      : { kind: fault, match, times: 9 },
  )
  await world.tell(at)
  at.sandbox.faults.clear()
  await world.inTx((tx) =>
    sql`update write_back_lane set lease_owner = 'dead', lease_until = now() - interval '1 s'`.execute(
      tx,
    ),
  )
}

/** All news is read and all that is due is told, twice: what was read may have to be told. */
async function settle(): Promise<void> {
  for (let round = 0; round < 2; round++) {
    for (const at of [world.a, world.b]) {
      await world.sync2(at, ['opt_outs', 'contacts'])
      world.later(3 * 3_600_000)
    }
    for (const at of [world.a, world.b]) await world.tell(at)
  }
}
