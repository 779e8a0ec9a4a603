import { sql } from 'kysely'
import type { Comparison, Condition, Node, Period, Unit, Value } from './definitions/index.ts'
import { WORKSPACE } from './subjects/joins.ts'
import type { Column, Sql, Subject } from './subjects/column.ts'

/** A subject as one run of a view reads it. */
export interface Reading {
  subject: Subject
  /** Epoch milliseconds: what relative times are relative to. */
  now: number
  /** The firm's: where its days and months begin. */
  timeZone: string
}

/** The column of a definition that was checked. */
export function columnOf({ subject }: Pick<Reading, 'subject'>, id: string): Column {
  const column = subject.columns.find((one) => one.id === id)
  if (column === undefined) throw new Error(`${subject.id} has no column ${id}.`)
  return column
}

/** Every column a tree compares. */
export function columnsIn(node: Node | null): string[] {
  if (node === null) return []
  if ('all' in node) return node.all.flatMap(columnsIn)
  if ('any' in node) return node.any.flatMap(columnsIn)
  return 'not' in node ? columnsIn(node.not) : [node.column]
}

/**
 * Whether a row fits a tree, for a where: what is unknown does not fit, and so fits its contrary.
 * Only bound values come of the definition, no identifiers.
 */
export function fits(node: Node, reading: Reading): Sql {
  if ('all' in node) {
    return sql`(${sql.join(
      node.all.map((one) => fits(one, reading)),
      sql` and `,
    )})`
  }
  if ('any' in node) {
    return sql`(${sql.join(
      node.any.map((one) => fits(one, reading)),
      sql` or `,
    )})`
  }
  if ('not' in node) return sql`(${fits(node.not, reading)} is not true)`
  return sql`(${compared(node, reading)})`
}

function compared(condition: Condition, reading: Reading): Sql {
  if (!('values' in condition)) throw new Error(`${condition.parameter} was given no values.`)
  const column = columnOf(reading, condition.column)
  const { is, values } = condition
  if (is === 'known') return sql`${column.value} is not null`
  if (is === 'latest') return isLatest(column, values[0] as number, reading)
  if (column.type === 'time') {
    return anyOf((values as Period[]).map((period) => isIn(column.value, period, reading)))
  }
  if (column.type === 'flag') return values[0] === true ? column.value : sql`not ${column.value}`
  if (column.type === 'number') return compareNumbers(column.value, is, values as number[])
  if (column.type === 'text') return compareTexts(column.value, is, values as string[])
  return compareOthers(column, is, values)
}

function compareOthers(column: Column, is: Comparison, values: Value[]): Sql {
  if (is === 'before') return sql`${column.value} < ${values[0]}::text`
  if (is === 'after') return sql`${column.value} > ${values[0]}::text`
  if (column.kept !== undefined) {
    const codes = (values as string[]).map((value) => column.kept!.codes[value])
    return sql`${column.kept.value} = any(${codes}::smallint[])`
  }
  const isNamed = column.type === 'choice' || column.type === 'day'
  return isNamed
    ? sql`${column.value} = any(${values}::text[])`
    : sql`${column.value} = any(${values}::integer[])`
}

const ORDER: Partial<Record<Comparison, Sql>> = {
  above: sql`>`,
  below: sql`<`,
  at_least: sql`>=`,
  at_most: sql`<=`,
}

function compareNumbers(value: Sql, is: Comparison, values: number[]): Sql {
  const order = ORDER[is]
  if (order === undefined) return sql`${value} = any(${values}::numeric[])`
  return sql`${value} ${order} ${values[0]}::numeric`
}

function compareTexts(value: Sql, is: Comparison, values: string[]): Sql {
  if (is === 'exactly') return sql`${value} = any(${values}::text[])`
  if (is === 'is') {
    return sql`lower(${value}) = any(array(select lower(v) from unnest(${values}::text[]) v))`
  }
  const holds: Partial<Record<Comparison, (part: Sql) => Sql>> = {
    contains: (part) => sql`strpos(lower(${value}), ${part}) > 0`,
    begins: (part) => sql`starts_with(lower(${value}), ${part})`,
    ends: (part) => sql`right(lower(${value}), length(${part})) = ${part}`,
  }
  return anyOf(values.map((one) => holds[is]!(sql`lower(${one}::text)`)))
}

/** Of the campaigns that went out, though removed since, the newest: by when sending began. */
function isLatest(column: Column, count: number, { now }: Reading): Sql {
  return sql`${column.value} in (
    select s.id from campaign s
    where s.workspace_id = ${WORKSPACE} and s.status in ('sending', 'sent', 'removed')
      and s.sent_at <= ${moment(now)}
    order by s.sent_at desc, s.id desc limit ${count})`
}

/** Periods are reckoned by the database, in the firm's time zone. */
function isIn(value: Sql, period: Period, { now, timeZone }: Reading): Sql {
  const at = moment(now)
  switch (period.is) {
    case 'last':
      return sql`${value} <= ${at}
        and ${value} > ${moved(at, -period.count, period.unit, timeZone)}`
    case 'before_last':
      return sql`${value} <= ${moved(at, -period.count, period.unit, timeZone)}`
    case 'this': {
      const from = begun(at, period.unit, timeZone)
      return sql`${value} >= ${from} and ${value} < ${moved(from, 1, period.unit, timeZone)}`
    }
    case 'previous': {
      const until = begun(at, period.unit, timeZone)
      return sql`${value} >= ${moved(until, -1, period.unit, timeZone)} and ${value} < ${until}`
    }
    case 'holding': {
      const held = sql`${period.moment}::timestamptz`
      return sql`${begun(value, period.unit, timeZone)} = ${begun(held, period.unit, timeZone)}`
    }
    case 'between': {
      const { from, until } = period
      const isAfter = from === null ? sql`true` : sql`${value} >= ${from}::timestamptz`
      return until === null ? isAfter : sql`${isAfter} and ${value} < ${until}::timestamptz`
    }
  }
}

/** The first moment of the month, day … that holds another. */
export function begun(value: Sql, unit: Unit, timeZone: string): Sql {
  return sql`date_trunc(${sql.lit(unit)}, ${value}, ${timeZone}::text)`
}

/** So many months, days … on, by the clocks of the zone; hours are always as long. */
function moved(value: Sql, count: number, unit: Unit, timeZone: string): Sql {
  const months = { quarter: 3, month: 1, year: 12 } as Partial<Record<Unit, number>>
  const days = { week: 7, day: 1 } as Partial<Record<Unit, number>>
  if (unit === 'hour') return sql`(${value} + make_interval(hours => ${count}::integer))`
  const interval =
    months[unit] === undefined
      ? sql`make_interval(days => ${count * days[unit]!}::integer)`
      : sql`make_interval(months => ${count * months[unit]!}::integer)`
  const zone = sql`${timeZone}::text`
  return sql`((${value} at time zone ${zone} + ${interval}) at time zone ${zone})`
}

function moment(ms: number): Sql {
  return sql`to_timestamp(${ms}::double precision / 1000.0)`
}

function anyOf(holds: Sql[]): Sql {
  return sql`(${sql.join(holds, sql` or `)})`
}
