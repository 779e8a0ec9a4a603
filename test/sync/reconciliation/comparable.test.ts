import { describe, expect, test } from 'vitest'
import { METRIC_NAMES, type TotalDefinition } from '../../../src/connectors/index.ts'
import { connectors } from '../../../src/connectors/index.ts'
import type { HeldOf } from '../../../src/ledger/index.ts'
import { missingOf, sidesOf } from '../../../src/sync/reconciliation/comparable.ts'

const NOTHING = { people: 0, events: 0, humanPeople: 0, humanEvents: 0 }
const held: HeldOf = (kind) =>
  ({
    sent: { people: 100, events: 130, humanPeople: 100, humanEvents: 130 },
    reached: { people: 95, events: 95, humanPeople: 95, humanEvents: 95 },
    open: { people: 60, events: 150, humanPeople: 50, humanEvents: 110 },
  })[kind as string] ?? NOTHING

const PEOPLE: TotalDefinition = {
  counts: 'people',
  resends: 'once',
  by: 'contact',
  machines: 'included',
  source: 'a test',
}
const EVENTS: TotalDefinition = { ...PEOPLE, counts: 'events', resends: 'each' } as TotalDefinition

describe('the two sides of a metric', () => {
  test.each([
    ['sent', EVENTS, { local: 100, machine: 0, comparable: 130 }],
    ['sent', PEOPLE, { local: 100, machine: 0, comparable: 100 }],
    ['uniqueOpens', PEOPLE, { local: 50, machine: 10, comparable: 60 }],
    ['uniqueOpens', { ...PEOPLE, machines: 'excluded' }, { local: 50, machine: 0, comparable: 50 }],
    ['opens', EVENTS, { local: 110, machine: 40, comparable: 150 }],
    ['delivered', PEOPLE, { local: 95, machine: 0, comparable: 95 }],
    ['complaints', EVENTS, { local: 0, machine: 0, comparable: 0 }],
  ] as const)('%s', (metric, definition, sides) => {
    expect(sidesOf(metric, definition as TotalDefinition, held)).toEqual(sides)
  })

  test('a shortage is the largest of a kind, and none where nothing is told or defined', () => {
    const definitions = { uniqueOpens: PEOPLE, opens: EVENTS }
    expect(missingOf('open', { uniqueOpens: 61, opens: 155 }, definitions, held)).toBe(5)
    expect(missingOf('open', { uniqueOpens: 40, opens: 40 }, definitions, held)).toBe(0)
    expect(missingOf('open', { opens: 400 }, { uniqueOpens: PEOPLE }, held)).toBe(0)
    expect(missingOf('open', undefined, definitions, held)).toBe(0)
  })
})

test('every connector that tells totals says of each what it counts, and where that stands', () => {
  const telling = connectors.filter(({ totals }) => totals !== undefined)
  expect(telling.length).toBeGreaterThan(1)
  for (const { totals, title } of telling) {
    const definitions = Object.entries(totals!.definitions)
    expect(definitions.length, title).toBeGreaterThan(0)
    for (const [metric, { source, counts, resends }] of definitions) {
      expect(METRIC_NAMES, title).toContain(metric)
      expect(source.length).toBeGreaterThan(10)
      expect(resends).toBe(counts === 'people' ? 'once' : 'each')
    }
  }
})
