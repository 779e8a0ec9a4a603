import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { personsOf, previewSegment } from '../../../src/lists/index.ts'
import {
  CONSENT_ANSWERS,
  type Condition,
  type Period,
  type SegmentNode,
} from '../../../src/lists/segments/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { fc } from '../../property.ts'
import { freshDatabase, makeWorkspace, sql, type TestDatabase } from '../../database.ts'
import { NOW, SENT_AT } from '../../ledger/world.ts'
import { inSegment, tellAll } from './oracle.ts'
import { anyWorld, DAY, LINKS, makeWorld, type World } from './world.ts'

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

const days = fc.integer({ min: 7, max: 20 })
const anyPeriod: fc.Arbitrary<Period> = fc.oneof(
  fc.constant({ is: 'ever' as const }),
  fc.record({ is: fc.constant('within' as const), days }),
  fc.record({ is: fc.constant('before' as const), days }),
  fc.tuple(fc.nat(8), fc.integer({ min: 1, max: 6 })).map(([from, length]) => ({
    is: 'between' as const,
    from: new Date(SENT_AT + from * DAY).toISOString(),
    until: new Date(SENT_AT + (from + length) * DAY).toISOString(),
  })),
)

/** Campaigns, lists and topics by their places: the ids are the world's. */
function anyCondition(world: World): fc.Arbitrary<Condition> {
  const campaignIds = fc.subarray(world.campaigns)
  const by = fc.constantFrom('human' as const, 'all' as const)
  const about = <A extends string>(name: A) => fc.constant(name)
  return fc.oneof(
    fc.record({
      about: about('field'),
      field: fc.constantFrom('name', 'city', 'owner', 'company', 'external_id', 'address'),
      is: fc.constantFrom('is', 'contains', 'begins', 'ends'),
      values: fc.subarray([' bath', 'TAX', 'Ruth', 'e-1', 'a1@example.com', 'c'], { minLength: 1 }),
    }),
    fc.record({
      about: about('field'),
      field: fc.constantFrom('name', 'city', 'owner', 'company', 'external_id', 'address'),
      is: about('known'),
      values: fc.constant([]),
    }),
    fc.record({
      about: about('own_field'),
      key: fc.constant('place'),
      is: fc.constantFrom('is', 'contains', 'begins', 'ends'),
      values: fc.subarray(['BATH', 'eeds', 'B'], { minLength: 1 }),
    }),
    fc.record({
      about: about('own_field'),
      key: fc.constant('since'),
      is: fc.constantFrom('before', 'after'),
      values: fc.constantFrom(['2026-02-28'], ['2026-01-15']),
    }),
    fc.record({
      about: about('own_field'),
      key: fc.constant('age'),
      is: fc.constantFrom('below', 'above'),
      values: fc.constantFrom(['9'], ['10.5'], ['-1']),
    }),
    fc.record({
      about: about('own_field'),
      key: fc.constantFrom('place', 'age', 'since'),
      is: about('known'),
      values: fc.constant([]),
    }),
    fc.record({
      about: about('origin'),
      origins: fc.subarray(['import' as const, 'esp' as const, 'user' as const], { minLength: 1 }),
    }),
    fc.record({ about: about('added'), when: anyPeriod }),
    fc.record({ about: about('address'), is: fc.constantFrom('none', 'valid', 'invalid') }),
    fc.record({
      about: about('mail'),
      what: fc.constantFrom('sent', 'delivered', 'opens', 'opens', 'clicks', 'forwards', 'bounces'),
      by,
      campaignIds,
      when: anyPeriod,
    }),
    fc.record({
      about: about('link'),
      is: fc.constantFrom('is', 'contains'),
      url: fc.constantFrom(...LINKS, 'EXAMPLE', 'tax'),
      by,
      campaignIds,
      when: anyPeriod,
    }),
    fc.constant({ about: 'interest' as const, interestIds: [world.interestId] }),
    fc.constant({ about: 'raised' as const, kind: 'tag' as const, name: 'reads TAX' }),
    fc.record({ about: about('list'), listIds: fc.subarray(world.lists, { minLength: 1 }) }),
    fc.record({ about: about('esp_list'), listIds: fc.subarray(world.espLists, { minLength: 1 }) }),
    fc.record({
      about: about('consent'),
      is: fc.constantFrom(...CONSENT_ANSWERS),
      topicId: fc.constantFrom(null, world.topicId),
    }),
  ) as fc.Arbitrary<Condition>
}

function anyTree(world: World): fc.Arbitrary<SegmentNode> {
  return fc.letrec<{ node: SegmentNode }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      anyCondition(world),
      fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
      tie('node').map((not) => ({ not })),
    ),
  })).node
}

/** Spans that part machines' reactions, at once, from people's, days later. */
const ACROSS: SegmentNode[] = [
  [0, 1],
  [0, 3],
  [2, 5],
].flatMap(([from, until]) =>
  (['opens', 'clicks'] as const).map((what) => ({
    about: 'mail' as const,
    what,
    by: 'human' as const,
    campaignIds: [],
    when: {
      is: 'between' as const,
      from: new Date(SENT_AT + from! * DAY).toISOString(),
      until: new Date(SENT_AT + until! * DAY).toISOString(),
    },
  })),
)

async function answered(tx: Tx, workspaceId: number, where: SegmentNode): Promise<number[]> {
  const persons = personsOf({ version: 1, where }, { workspaceId, now: NOW })
  const { rows } = await sql<{ person_id: number }>`
    select person_id from (${persons}) s order by person_id`.execute(tx)
  return rows.map((row) => row.person_id)
}

describe('a segment', () => {
  test('holds whom looking at each person by itself finds, in any world, for any tree', async () => {
    let some = 0
    await fc.assert(
      fc.asyncProperty(anyWorld, fc.infiniteStream(fc.nat()), async (sketched, seeds) => {
        const workspaceId = await makeWorkspace(at.database, 'A firm')
        const world = await makeWorld(at.database, workspaceId, sketched)
        await at.database.inWorkspace(workspaceId, async (tx) => {
          const told = await tellAll(tx, world)
          const single = fc.sample(anyCondition(world), { seed: seeds.next().value, numRuns: 20 })
          const trees = fc.sample(anyTree(world), { seed: seeds.next().value, numRuns: 20 })
          for (const where of [...single, ...trees, ...ACROSS]) {
            const expected = inSegment(told, where)
            if (expected.length > 0) some++
            expect(await answered(tx, workspaceId, where), JSON.stringify(where)).toEqual(expected)
            const asking = { workspaceId, now: NOW }
            const shown = await previewSegment(tx, asking, { version: 1, where })
            expect(shown.count, JSON.stringify(where)).toBe(expected.length)
            expect(shown.sample.map((row) => row.id)).toEqual(expected)
            for (const row of shown.sample) {
              const { whole } = told.wholes.get(row.id)!.rows.find((one) => one.topic === null)!
              expect(row.isOptedOut).toBe(whole.refusals.includes('opted_out'))
              expect(row.hasComplained).toBe(whole.refusals.includes('complaint'))
            }
          }
        })
      }),
      { numRuns: 12, endOnFailure: true },
    )
    // Conditions that never hold would prove nothing.
    expect(some).toBeGreaterThan(100)
  }, 120_000)
})
