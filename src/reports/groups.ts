import { sql } from 'kysely'
import { begun, columnOf, fits, type Reading } from './conditions.ts'
import type { GroupedBy, Measure, Node, Part, ViewDefinition } from './definitions/index.ts'
import { joined, joinsIn, joinsOf, rowsThat } from './joining.ts'
import { isAfter, orderBy, orderOf, placeOf, type Order, type Place } from './order.ts'
import type { Sql } from './subjects/column.ts'

type Group = NonNullable<ViewDefinition['group']>

/** What groups are ordered by: as asked for, and then by what they are grouped by. */
export function orderOfGroups({ sort }: ViewDefinition, { by, measures }: Group, reading: Reading) {
  const orderOfName = (name: string): Pick<Order, 'value' | 'type'> => {
    const at = by.findIndex(({ column }) => column === name)
    if (at < 0) return orderOfMeasure(measures, name, reading)
    const column = columnOf(reading, name)
    return orderOf({
      ...column,
      value: sql.ref(`g.c${at}`),
      ...(column.name !== undefined && { name: sql.ref(`g.n${at}`) }),
    })
  }
  const asked = sort.map(({ by: name, direction }) => ({
    ...orderOfName(name),
    isDescending: direction === 'desc',
  }))
  const rest = by.flatMap(({ column }, at): Order[] => [
    { ...orderOfName(column), isDescending: false },
    { ...itself(columnOf(reading, column).type, at), isDescending: false },
  ])
  return [...asked, ...rest]
}

/** By the value itself: names may be alike, and capitals the only difference. */
function itself(type: string, at: number): Pick<Order, 'value' | 'type'> {
  const types = { number: 'numeric', time: 'timestamptz', flag: 'boolean' } as const
  const isReference = type === 'campaign' || type === 'person' || type === 'organization'
  return {
    value: sql.ref(`g.c${at}`),
    type: isReference ? 'integer' : (types[type as keyof typeof types] ?? 'text'),
  }
}

function orderOfMeasure(measures: readonly Measure[], key: string, reading: Reading) {
  const at = measures.findIndex((one) => one.key === key)
  const measure = measures[at]
  if (measure === undefined) throw new Error(`No measure is called ${key}.`)
  if (measure.is === 'rate') {
    const [part, whole] = [sql.ref(`g.m${at}`), sql.ref(`g.w${at}`)]
    const quotient = sql`${part}::numeric / nullif(${whole}, 0)`
    const value = sql`(case when ${part} <= ${whole} then ${quotient} end)`
    return { value, type: 'numeric' as const }
  }
  const isRanged = measure.is === 'min' || measure.is === 'max'
  const { type } = isRanged
    ? orderOf(columnOf(reading, measure.column))
    : { type: 'numeric' as const }
  return { value: sql.ref(`g.m${at}`), type }
}

/** A page of groups: the rows are put together as one set, every time, and then cut. */
export function pageOfGroups(
  view: ViewDefinition,
  reading: Reading,
  page: { after: Place | null; limit: number },
): Sql {
  const group = view.group!
  const orders = orderOfGroups(view, group, reading)
  return sql`
    select g.*, ${placeOf(orders)} as place from (${grouped(view, group, reading)}) g
    where ${page.after === null ? sql`true` : isAfter(orders, page.after)}
    ${orders.length === 0 ? sql`` : sql`order by ${orderBy(orders)}`} limit ${page.limit}`
}

/** How many groups there are, the view's limit told. */
export function countOfGroups(view: ViewDefinition, reading: Reading): Sql {
  const group = { by: view.group!.by, measures: [] }
  if (group.by.length === 0) return sql`select 1 as count`
  return sql`
    select count(*) as count from (
      ${grouped(view, group, reading)} ${view.limit === null ? sql`` : sql`limit ${view.limit}`}
    ) s`
}

/** The measures over every row, as if all were one group. */
export function totals(view: ViewDefinition, reading: Reading): Sql {
  return grouped(view, { by: [], measures: view.group!.measures }, reading)
}

function grouped(view: ViewDefinition, { by, measures }: Group, reading: Reading): Sql {
  const { subject } = reading
  const groups = by.flatMap((one, at) => groupValues(one, at, reading))
  const values = [...groups, ...measures.flatMap((one, at) => measureValues(one, at, reading))]
  const joins = [
    ...joinsIn(view.where, reading),
    ...by.flatMap(({ column }) => joinsOf(columnOf(reading, column))),
    ...measures.flatMap((one) => joinsOfMeasure(one, reading)),
  ]
  const places = groups.map((_, at) => sql.lit(at + 1))
  return sql`
    select ${sql.join(values)}
    from ${subject.from} ${joined(subject, joins, 'all')}
    where ${rowsThat(view.where, reading)}
    ${groups.length === 0 ? sql`` : sql`group by ${sql.join(places)}`}`
}

function groupValues({ column: id, unit }: GroupedBy, at: number, reading: Reading): Sql[] {
  const { value, name } = columnOf(reading, id)
  const cell = unit === null ? value : begun(value, unit, reading.timeZone)
  const named = name === undefined ? [] : [sql`${name} as ${sql.ref(`n${at}`)}`]
  return [sql`${cell} as ${sql.ref(`c${at}`)}`, ...named]
}

function measureValues(measure: Measure, at: number, reading: Reading): Sql[] {
  const as = (letter: string, value: Sql) => sql`${value} as ${sql.ref(`${letter}${at}`)}`
  if (measure.is === 'rate') {
    return [as('m', partValue(measure.part, reading)), as('w', partValue(measure.whole, reading))]
  }
  if (measure.is === 'min' || measure.is === 'max') {
    const { value } = columnOf(reading, measure.column)
    return [as('m', sql`${sql.raw(measure.is)}(${value}) ${filter(measure.where, reading)}`)]
  }
  return [as('m', partValue(measure, reading))]
}

function partValue(part: Part, reading: Reading): Sql {
  const those = filter(part.where, reading)
  if (part.is === 'count') return sql`count(*) ${those}`
  const { value } = columnOf(reading, part.column)
  return part.is === 'distinct'
    ? sql`count(distinct ${value}) ${those}`
    : sql`coalesce(sum(${value}) ${those}, 0)`
}

function filter(where: Node | null, reading: Reading): Sql {
  return where === null ? sql`` : sql`filter (where ${fits(where, reading)})`
}

function joinsOfMeasure(measure: Measure, reading: Reading): (string | undefined)[] {
  if (measure.is === 'rate') {
    return [measure.part, measure.whole].flatMap((part) => joinsOfPart(part, reading))
  }
  return joinsOfPart(measure, reading)
}

function joinsOfPart(part: Exclude<Measure, { is: 'rate' }> | Part, reading: Reading) {
  const column = part.is === 'count' ? [] : [columnOf(reading, part.column).join]
  return [...joinsIn(part.where, reading), ...column]
}
