import type { FeedbackEvent } from '../../src/connectors/index.ts'
import type { Database } from '../../src/platform/database/index.ts'
import { fc } from '../property.ts'
import { makeWorkspace, sql } from '../database.ts'
import { SENT_AT, take } from '../ledger/world.ts'
import {
  anyWorld as anySegmentWorld,
  DAY,
  makeWorld as makeSegmentWorld,
  type Sketched as SketchedPeople,
  type World,
} from '../lists/segments/world.ts'

export const REASONS = ['Too many', 'too MANY', 'No longer a client', '']
/** One whose clocks are changed, and one whose months begin elsewhere. */
export const ZONES = ['UTC', 'America/New_York', 'Pacific/Auckland']

export interface Sketched {
  people: SketchedPeople
  left: { address: number; second: boolean; day: number; reason: number; isComplaint: boolean }[]
  zone: string
  /** Days after the first campaign that the second was sent; null: it never was. */
  second: number | null
}

/** The small worlds of segments, with people who leave and say why, in any time zone. */
export const anyWorld: fc.Arbitrary<Sketched> = fc.record({
  people: anySegmentWorld,
  left: fc.array(
    fc.record({
      address: fc.nat(2),
      second: fc.boolean(),
      day: fc.integer({ min: -70, max: 12 }),
      reason: fc.nat(REASONS.length - 1),
      isComplaint: fc.boolean(),
    }),
    { maxLength: 6 },
  ),
  zone: fc.constantFrom(...ZONES),
  second: fc.constantFrom(null, -40, 0, 5),
})

/** Makes such a world in a workspace of its own. */
export async function makeWorld(database: Database, sketched: Sketched): Promise<World> {
  const workspaceId = await makeWorkspace(database, 'A firm')
  const world = await makeSegmentWorld(database, workspaceId, sketched.people)
  await take(world.ground, sketched.left.map(departure))
  const sentAt = sketched.second === null ? null : new Date(SENT_AT + sketched.second * DAY)
  await database.inWorkspace(workspaceId, async (tx) => {
    await sql`update campaign set sent_at = ${sentAt} where id = ${world.campaigns[1]!}`.execute(tx)
    await sql`update workspace set time_zone = ${sketched.zone}
      where id = ${workspaceId}`.execute(tx)
  })
  return world
}

function departure(one: Sketched['left'][number], n: number): FeedbackEvent {
  const reason = REASONS[one.reason]!
  return {
    kind: one.isComplaint ? 'complaint' : 'opt_out',
    address: `a${one.address}@example.com`,
    activity: one.second ? 'A2' : 'A1',
    occurredAt: SENT_AT + one.day * DAY + n * 3_600_000,
    ...(!one.isComplaint && reason !== '' && { reason }),
  }
}

/** One world in which something of everything happened. */
export function fullWorld(): Sketched {
  const many = fc.sample(anyWorld, { seed: 7, numRuns: 60 })
  const people = many.map((one) => one.people)
  return {
    people: {
      ...people[0]!,
      sentTo: [
        [0, 1, 2],
        [0, 1],
      ],
      facts: people.flatMap((one) => one.facts).slice(0, 20),
      events: people.flatMap((one) => one.events).slice(0, 40),
      interested: [0, 1],
    },
    left: many.flatMap((one) => one.left).slice(0, 8),
    zone: 'America/New_York',
    second: 5,
  }
}
