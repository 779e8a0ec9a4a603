import { describe, expect, test } from 'vitest'
import {
  explain,
  REASONS,
  severityOf,
  type Evidence,
} from '../../../src/sync/reconciliation/explain.ts'
import { fc } from '../../property.ts'

/** Both sides equal, nothing special known. */
const EQUAL: Evidence = {
  esp: 100,
  local: 100,
  machine: 0,
  definition: 0,
  joined: 0,
  hasRows: true,
  isUnread: false,
  parkedRows: 0,
  unknownActivity: 0,
  isOutsideWindow: false,
  takenBack: 0,
  after: 0,
  overdue: null,
}

const count = fc.integer({ min: 0, max: 60 })
const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
  esp: count,
  local: count,
  machine: count,
  definition: fc.integer({ min: -60, max: 60 }),
  joined: count,
  hasRows: fc.boolean(),
  isUnread: fc.boolean(),
  parkedRows: count,
  unknownActivity: count,
  isOutsideWindow: fc.boolean(),
  takenBack: count,
  after: count,
  overdue: fc.option(count),
})

describe('a difference', () => {
  test('is the sum of its parts exactly, each reason once and none empty, whatever is known', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const parts = explain(evidence)
        const sum = parts.reduce((total, part) => total + part.count, 0)
        expect(sum).toBe(evidence.esp - evidence.local)
        expect(new Set(parts.map((part) => part.reason)).size).toBe(parts.length)
        expect(parts.every((part) => part.count !== 0 && REASONS.includes(part.reason))).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  test('never claims more of a reason than its evidence carries', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const of = (reason: string) =>
          Math.abs(explain(evidence).find((part) => part.reason === reason)?.count ?? 0)
        expect(of('machine')).toBe(evidence.machine)
        if (!evidence.isUnread) expect(of('parked')).toBeLessThanOrEqual(evidence.parkedRows)
        expect(of('activity_unknown')).toBeLessThanOrEqual(evidence.unknownActivity)
        expect(of('taken_back')).toBeLessThanOrEqual(evidence.takenBack)
        if (evidence.hasRows) expect(of('no_rows')).toBe(0)
        if (!evidence.isOutsideWindow) expect(of('outside_window')).toBe(0)
      }),
      { numRuns: 1_000 },
    )
  })

  test('is unexplained only by what is old, and what is old never counts as late', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const unexplained = explain(evidence).find((part) => part.reason === 'unexplained')
        const most = evidence.overdue ?? 0
        expect(Math.abs(unexplained?.count ?? 0)).toBeLessThanOrEqual(most)
        const plain = { ...EQUAL, esp: 100 + most, overdue: most }
        expect(explain(plain)).toEqual(most ? [{ reason: 'unexplained', count: most }] : [])
      }),
    )
  })
})

describe('an example of each reason', () => {
  const of = (more: Partial<Evidence>) => explain({ ...EQUAL, ...more })
  test.each([
    ['nothing', {}, []],
    ['machines in their total', { local: 80, machine: 20 }, [['machine', 20]]],
    ['a resend counted again', { esp: 130, definition: 30 }, [['definition', 30]]],
    ['addresses of one contact', { esp: 98, joined: 5, overdue: 2 }, [['definition', -2]]],
    ['complaints without names', { esp: 3, local: 0, hasRows: false }, [['no_rows', 3]]],
    ['parked rows', { esp: 104, parkedRows: 4, overdue: 4 }, [['parked', 4]]],
    ['a page nobody could read', { esp: 350, isUnread: true, overdue: 250 }, [['parked', 250]]],
    ['an activity not listed', { esp: 160, unknownActivity: 60 }, [['activity_unknown', 60]]],
    ['totals that shrank', { esp: 97, takenBack: 3, overdue: 3 }, [['taken_back', -3]]],
    ['old rows', { esp: 109, isOutsideWindow: true, overdue: 9 }, [['outside_window', 9]]],
    ['news after they counted', { esp: 93, after: 7, overdue: 0 }, [['late', -7]]],
    ['rows not told yet', { esp: 106 }, [['late', 6]]],
    ['rows never told', { esp: 106, overdue: 6 }, [['unexplained', 6]]],
    ['more here than there', { esp: 94, overdue: 6 }, [['unexplained', -6]]],
  ] as const)('%s', (_, more, parts) => {
    expect(of(more)).toEqual(parts.map(([reason, count]) => ({ reason, count })))
  })

  test('several share one difference, the proved before the likely', () => {
    const parts = of({
      esp: 150,
      local: 70,
      machine: 30,
      definition: 5,
      parkedRows: 4,
      unknownActivity: 10,
      overdue: 20,
    })
    expect(parts).toEqual([
      { reason: 'machine', count: 30 },
      { reason: 'definition', count: 5 },
      { reason: 'parked', count: 4 },
      { reason: 'activity_unknown', count: 10 },
      { reason: 'late', count: 25 },
      { reason: 'unexplained', count: 6 },
    ])
    expect(severityOf(parts)).toBe(3)
  })

  test('the worst part tells how it stands', () => {
    expect(severityOf([])).toBe(0)
    expect(severityOf([{ reason: 'machine', count: 1 }])).toBe(1)
    expect(severityOf([{ reason: 'late', count: -1 }])).toBe(2)
  })
})
