import { describe, expect, test } from 'vitest'
import { groupTimeline, type Entry } from '../../src/web/people/timeline.ts'
import { fc } from '../property.ts'

const letter = { id: 1, name: 'Spring client letter' }
const seminar = { id: 2, name: 'Tax seminar' }

function entry(change: Partial<Entry>): Entry {
  return {
    id: '1777798800000000_1_1',
    occurredAt: '2026-05-03T09:00:00.000Z',
    kind: 'open',
    campaign: letter,
    channel: 'email',
    address: 'ada@example.com',
    verdict: 'human',
    verdictReason: null,
    link: null,
    detail: null,
    agent: null,
    timeIsApproximate: false,
    ...change,
  }
}

describe('groupTimeline', () => {
  test('puts repeats of a month on one line, where the newest stands', () => {
    const months = groupTimeline([
      entry({ occurredAt: '2026-05-09T09:00:00.000Z' }),
      entry({ occurredAt: '2026-05-05T09:00:00.000Z', kind: 'click' }),
      entry({ occurredAt: '2026-05-04T09:00:00.000Z' }),
      entry({ occurredAt: '2026-05-03T09:00:00.000Z' }),
    ])
    const lines = months[0]!.happenings.map(({ kind, entries }) => [kind, entries.length])
    expect(lines).toEqual([
      ['open', 3],
      ['click', 1],
    ])
  })

  test('keeps campaigns, machines and months apart', () => {
    const months = groupTimeline([
      entry({ occurredAt: '2026-05-09T09:00:00.000Z' }),
      entry({ occurredAt: '2026-05-08T09:00:00.000Z', campaign: seminar }),
      entry({ occurredAt: '2026-05-07T09:00:00.000Z', verdict: 'machine' }),
      entry({ occurredAt: '2026-04-09T09:00:00.000Z' }),
    ])
    expect(months.map((month) => month.happenings.length)).toEqual([3, 1])
  })

  test('loses no entry and changes no order within a line', () => {
    const entries = fc.array(
      fc.record({
        day: fc.integer({ min: 0, max: 400 }),
        kind: fc.constantFrom<Entry['kind']>('open', 'click', 'sent'),
        campaign: fc.constantFrom(letter, seminar),
        verdict: fc.constantFrom<Entry['verdict']>('human', 'machine', null),
      }),
    )
    fc.assert(
      fc.property(entries, (drawn) => {
        const newestFirst = drawn
          .sort((one, other) => other.day - one.day)
          .map(({ day, ...rest }) =>
            entry({ ...rest, occurredAt: new Date(1.7e12 + day * 864e5).toISOString() }),
          )
        const lines = groupTimeline(newestFirst).flatMap((month) => month.happenings)
        const told = lines.flatMap((line) => line.entries)
        expect(new Set(told)).toEqual(new Set(newestFirst))
        expect(told.length).toBe(newestFirst.length)
        for (const { entries: line } of lines) {
          const times = line.map((one) => one.occurredAt)
          expect(times).toEqual([...times].sort().reverse())
        }
      }),
    )
  })
})
