import {
  UNITS,
  viewDefinition,
  type Comparison,
  type Measure,
  type Node,
  type Part,
  type Period,
  type Value as Given,
  type ViewDefinition,
  type WrittenView,
} from '../../src/reports/definitions/index.ts'
import { fc } from '../property.ts'
import { DAY } from '../lists/segments/world.ts'
import { SENT_AT } from '../ledger/world.ts'
import type { Told, World } from './oracle-rows.ts'

/** A column that the oracle knows, as the catalogue offers it. */
export interface Offered {
  id: string
  type: string
  comparisons: Comparison[]
  choices: { value: string }[]
  isGroupable: boolean
  isCountable: boolean
  isSummable: boolean
  isRanged: boolean
}

const unit = fc.constantFrom(...UNITS)
const moment = fc.integer({ min: -75, max: 20 }).map((day) => new Date(SENT_AT + day * DAY))
const anyPeriod: fc.Arbitrary<Period> = fc.oneof(
  fc.record({
    is: fc.constantFrom('last' as const, 'before_last' as const),
    count: fc.integer({ min: 1, max: 20 }),
    unit,
  }),
  fc.record({ is: fc.constantFrom('this' as const, 'previous' as const), unit }),
  fc.record({
    is: fc.constant('holding' as const),
    unit,
    moment: moment.map((at) => at.toISOString()),
  }),
  fc.tuple(moment, fc.integer({ min: 1, max: 30 })).map(([from, days]) => ({
    is: 'between' as const,
    from: from.toISOString(),
    until: new Date(from.getTime() + days * DAY).toISOString(),
  })),
)

/** Conditions over what really stands in the columns, so that many hold for some. */
function anyCondition(subject: Told, columns: Offered[], world: World): fc.Arbitrary<Node> {
  return fc.constantFrom(...columns).chain((column) =>
    fc.constantFrom(...column.comparisons).chain((is): fc.Arbitrary<Node> => {
      const one = { column: column.id, is }
      if (is === 'known') return fc.constant({ ...one, values: [] })
      if (is === 'latest')
        return fc.integer({ min: 1, max: 3 }).map((n) => ({ ...one, values: [n] }))
      if (is === 'in')
        return fc
          .array(anyPeriod, { minLength: 1, maxLength: 2 })
          .map((values) => ({ ...one, values }))
      const isSingle =
        column.type === 'flag' || !['is', 'exactly', 'contains', 'begins', 'ends'].includes(is)
      return fc
        .array(anyValue(subject, column, world), { minLength: 1, maxLength: isSingle ? 1 : 3 })
        .map((values) => ({ ...one, values }))
    }),
  )
}

function anyValue(
  subject: Told,
  { id, type, choices }: Offered,
  world: World,
): fc.Arbitrary<Given> {
  if (type === 'flag') return fc.boolean()
  const held = [...new Set(world[subject].flatMap((row) => row[id] ?? []))] as Given[]
  const others: Record<string, Given[]> = {
    text: ['bath', 'TAX', 'e', 'Ruth'],
    number: [0, 1, 2],
    day: ['2026-05-15'],
    choice: choices.map(({ value }) => value),
  }
  const values = [...held, ...(others[type] ?? [1])]
  return fc.constantFrom(...values)
}

function anyTree(condition: fc.Arbitrary<Node>): fc.Arbitrary<Node> {
  return fc.letrec<{ node: Node }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      condition,
      fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
      tie('node').map((not) => ({ not })),
    ),
  })).node
}

/** Any view of a subject, of rows or of groups, that the oracle can answer as well. */
export function anyView(
  subject: Told,
  columns: Offered[],
  world: World,
): fc.Arbitrary<ViewDefinition> {
  const node = anyTree(anyCondition(subject, columns, world))
  const where = fc.option(node, { nil: null })
  const grouped = fc
    .subarray(
      columns.filter((one) => one.isGroupable),
      { maxLength: 2 },
    )
    .chain((some) =>
      fc.tuple(
        ...some.map((one) =>
          fc.record({
            column: fc.constant(one.id),
            unit: one.type === 'time' ? unit : fc.constant(null),
          }),
        ),
      ),
    )
  const written: fc.Arbitrary<WrittenView> = fc.oneof(
    fc.record({
      version: fc.constant(1 as const),
      subject: fc.constant(subject),
      columns: fc.subarray(
        columns.map(({ id }) => id),
        { minLength: 1 },
      ),
      where,
      sort: anySort(columns.map(({ id }) => id)),
      limit: fc.option(fc.integer({ min: 1, max: 8 }), { nil: null }),
    }),
    fc
      .tuple(grouped, fc.array(anyMeasure(columns, where), { minLength: 1, maxLength: 4 }), where)
      .chain(([by, measures, rows]) => {
        const named = measures.map((one, at) => ({ ...one, key: `m${at}` }))
        const names = [...by.map(({ column }) => column), ...named.map(({ key }) => key)]
        return fc.record({
          version: fc.constant(1 as const),
          subject: fc.constant(subject),
          where: fc.constant(rows),
          group: fc.constant({ by, measures: named as Measure[] }),
          sort: anySort(names),
        })
      }),
  )
  return written.map((one) => viewDefinition.parse(one))
}

function anySort(names: string[]) {
  return fc.subarray(names, { maxLength: Math.min(2, names.length) }).chain((some) =>
    fc.tuple(
      ...some.map((by) =>
        fc.record({
          by: fc.constant(by),
          direction: fc.constantFrom('asc' as const, 'desc' as const),
        }),
      ),
    ),
  )
}

function anyMeasure(columns: Offered[], where: fc.Arbitrary<Node | null>) {
  const of = (fits: (one: Offered) => boolean) =>
    fc.constantFrom(...columns.filter(fits).map(({ id }) => id))
  const parts: fc.Arbitrary<Part>[] = [
    fc.record({ is: fc.constant('count' as const), where }),
    fc.record({
      is: fc.constant('distinct' as const),
      column: of((one) => one.isCountable),
      where,
    }),
  ]
  if (columns.some((one) => one.isSummable)) {
    parts.push(
      fc.record({ is: fc.constant('sum' as const), column: of((one) => one.isSummable), where }),
    )
  }
  const part = fc.oneof(...parts)
  return fc.oneof(
    part,
    fc.record({
      is: fc.constantFrom('min' as const, 'max' as const),
      column: of((one) => one.isRanged),
      where,
    }),
    fc.record({ is: fc.constant('rate' as const), part, whole: part }),
  )
}
