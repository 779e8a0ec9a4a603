import { readId } from '../ids.ts'
import type { Field } from '../field.ts'
import type { SObject } from '../objects.ts'
import type { Org } from '../org.ts'
import { Refused } from '../refusal.ts'
import type { Row, Value } from '../rows.ts'
import { columnOf } from './column.ts'
import type { Condition, Literal, Operator, Query } from './query.ts'
import { malformed } from './tokens.ts'

export type Test = (row: Row) => boolean

/** What finds the values of a query within a query. */
export type Select = (query: Query) => ReadonlySet<Value>

/** Where a condition is decided. */
export interface Place {
  org: Org
  object: SObject
  select: Select
}

/** Makes a condition ready to be asked of rows, and refuses what does not fit the fields first. */
export function testOf(place: Place, condition: Condition): Test {
  switch (condition.kind) {
    case 'all': {
      const tests = condition.of.map((one) => testOf(place, one))
      return (row) => tests.every((test) => test(row))
    }
    case 'any': {
      const tests = condition.of.map((one) => testOf(place, one))
      return (row) => tests.some((test) => test(row))
    }
    case 'not': {
      const test = testOf(place, condition.of)
      return (row) => !test(row)
    }
    case 'compare':
      return comparison(place, condition)
    case 'in':
      return membership(place, condition)
  }
}

type Of<K extends Condition['kind']> = Extract<Condition, { kind: K }>

function comparison({ org, object }: Place, { path, operator, value }: Of<'compare'>): Test {
  const { field, read } = columnOf(org, object, path)
  const wanted = readLiteral(field, value)
  if (operator === 'like') {
    if (value.type !== 'text') throw mismatch(field)
    const pattern = patternOf(value.value)
    return (row) => pattern.test(String(read(row) ?? ''))
  }
  if (wanted === null && operator !== '=' && operator !== '!=') throw malformed('null has no order')
  return (row) => decide(operator, folded(field, read(row)), wanted)
}

/** What is not equal may be missing: the vendor counts that in, unlike SQL. */
function decide(operator: Operator, own: Value, wanted: Value): boolean {
  if (operator === '=') return own === wanted
  if (operator === '!=') return own !== wanted
  if (own === null || wanted === null) return false
  if (operator === '<') return own < wanted
  if (operator === '<=') return own <= wanted
  return operator === '>' ? own > wanted : own >= wanted
}

function membership({ org, object, select }: Place, { path, values, not }: Of<'in'>): Test {
  const { field, read } = columnOf(org, object, path)
  const wanted =
    'items' in values
      ? new Set([...select(values)].filter((one) => one !== null).map((one) => folded(field, one)))
      : new Set(values.map((one) => readLiteral(field, one)))
  return (row) => wanted.has(folded(field, read(row))) !== not
}

/** A value as it is compared: texts without regard to case, ids with it. */
function folded({ type }: Field, value: Value): Value {
  if (typeof value !== 'string' || type === 'id' || type === 'reference') return value
  return value.toLowerCase()
}

function readLiteral(field: Field, literal: Literal): Value {
  if (field.opaque === true) {
    const message = `field '${field.name}' can not be filtered in a query call`
    throw new Refused('INVALID_FIELD', message)
  }
  if (literal.type === 'null') return null
  if (!fits(field, literal)) throw mismatch(field)
  if (field.type !== 'id' && field.type !== 'reference') return folded(field, literal.value)
  const id = readId(String(literal.value))
  if (id !== undefined) return id
  throw new Refused('INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${literal.value}`)
}

function fits({ type }: Field, literal: Literal): boolean {
  if (type === 'int' || type === 'double') return literal.type === 'number'
  if (type === 'boolean' || type === 'date' || type === 'datetime') return literal.type === type
  return literal.type === 'text'
}

const unquoted: readonly string[] = ['int', 'double', 'boolean', 'date', 'datetime']

function mismatch({ name, type }: Field): Refused {
  const word = type === 'datetime' ? 'dateTime' : type
  const rest = unquoted.includes(type)
    ? `of type ${word} and should not be enclosed in quotes`
    : `of type ${word} and should be enclosed in quotes`
  const message = `value of filter criterion for field '${name}' must be ${rest}`
  return new Refused('INVALID_FIELD', message)
}

/** `%` is any text, `_` any letter, and a backslash takes the meaning off either. */
function patternOf(like: string): RegExp {
  const source = like.replace(/\\([%_])|[\s\S]/g, (letter, escaped?: string) => {
    if (escaped === undefined && letter === '%') return '.*'
    if (escaped === undefined && letter === '_') return '.'
    return (escaped ?? letter).replace(/[.*+?^${}()|[\]\\/]/, '\\$&')
  })
  return new RegExp(`^${source}$`, 'is')
}
