import { columnsOf, type Condition, type Operator } from '../sugar-data/condition.ts'
import { readSql, WrongSql } from '../suitecrm/sql.ts'
import type { ColumnType } from './columns.ts'
import { readDate } from './dates.ts'
import { failed } from './errors.ts'
import { orderOfKey, readKey } from './keys.ts'

/** The value of a column of the row that is looked at. */
export type Read = (column: string) => string | null

export type Predicate = (read: Read) => boolean

/** A condition, and the columns that it names. */
export interface Where {
  columns: readonly string[]
  holds: Predicate
}

/** A text in quotes has no escapes but the doubled quote: a backslash is a letter. */
const backslash = /\\/g

/**
 * Reads a where clause in the subset of SQL that the README names, and decides as SQL Server does:
 * without regard to case, dates as moments, and never true for NULL.
 */
export function readWhere(clause: string, typeOf: (column: string) => ColumnType): Where {
  if (clause.trim() === '') return { columns: [], holds: () => true }
  const condition = parsed(clause)
  return { columns: columnsOf(condition), holds: predicate(condition, typeOf) }
}

function parsed(clause: string): Condition {
  try {
    return readSql(clause.replace(backslash, '\\\\'))
  } catch (error) {
    if (error instanceof WrongSql) throw failed(`Incorrect syntax: ${error.message}`)
    throw error
  }
}

function predicate(condition: Condition, typeOf: (column: string) => ColumnType): Predicate {
  switch (condition.kind) {
    case 'all': {
      const of = condition.of.map((one) => predicate(one, typeOf))
      return (read) => of.every((one) => one(read))
    }
    case 'any': {
      const of = condition.of.map((one) => predicate(one, typeOf))
      return (read) => of.some((one) => one(read))
    }
    case 'null':
      return (read) => (read(condition.field) !== null) === condition.not
    case 'compare': {
      const type = typeOf(condition.field)
      const given = comparable(condition.value, type)
      return known(condition.field, (own) => {
        return decide[condition.operator](order(comparable(own, type), given))
      })
    }
    case 'in': {
      const type = typeOf(condition.field)
      const given = new Set(condition.values.map((one) => comparable(one, type)))
      return known(condition.field, (own) => given.has(comparable(own, type)) !== condition.not)
    }
    case 'like': {
      const pattern = patternOf(condition.values[0] ?? '')
      return known(condition.field, (own) => pattern.test(folded(own)) !== condition.not)
    }
  }
}

function known(column: string, right: (own: string) => boolean): Predicate {
  return (read) => {
    const own = read(column)
    return own !== null && right(own)
  }
}

const decide: Readonly<Record<Operator, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}

/** What stands for a value where two are compared, by the type of the column. */
export function comparable(value: string, type: ColumnType): string | number {
  switch (type) {
    case 'key': {
      const key = readKey(value)
      if (key === undefined) throw failed('Conversion failed when converting to uniqueidentifier.')
      return orderOfKey(key)
    }
    case 'date': {
      const date = readDate(value)
      if (date === undefined) throw failed('Conversion failed when converting date and/or time.')
      return date
    }
    case 'flag':
    case 'int': {
      if (!/^-?\d+(\.\d+)?$/.test(value.trim())) throw failed('Conversion failed to data type int.')
      return Number(value)
    }
    case 'text':
      return folded(value)
  }
}

export function order(one: string | number, other: string | number): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function folded(text: string): string {
  return text.toLowerCase().trimEnd()
}

/** `%` is any text, `_` any letter, and a letter in square brackets is that letter. */
function patternOf(like: string): RegExp {
  const source = folded(like).replace(/\[([^\]])\]|[\s\S]/g, (letter, plain?: string) => {
    if (plain === undefined && letter === '%') return '.*'
    if (plain === undefined && letter === '_') return '.'
    return (plain ?? letter).replace(/[.*+?^${}()|[\]\\/]/, '\\$&')
  })
  return new RegExp(`^${source}$`, 's')
}
