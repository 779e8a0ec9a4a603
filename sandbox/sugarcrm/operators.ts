import type { Condition, Operator } from '../sugar-data/condition.ts'
import type { Field } from '../sugar-data/field.ts'
import { isOn, plain } from '../sugar-data/saving.ts'
import { listOf } from './body.ts'
import { SugarFault } from './errors.ts'
import { given } from './moment.ts'

const comparisons: Readonly<Record<string, Operator>> = {
  $equals: '=',
  $not_equals: '<>',
  $gt: '>',
  $gte: '>=',
  $lt: '<',
  $lte: '<=',
}

const patterns: Readonly<Record<string, (text: string) => string>> = {
  $starts: (text) => `${text}%`,
  $ends: (text) => `%${text}`,
  $contains: (text) => `%${text}%`,
  $not_contains: (text) => `%${text}%`,
}

/** One test of a field: an operator with its value. */
export function readOperator(
  field: Field,
  name: string,
  [operator, value]: readonly [string, unknown],
): Condition {
  const comparison = comparisons[operator]
  if (comparison !== undefined) {
    return { kind: 'compare', field: name, operator: comparison, value: valueOf(field, value) }
  }
  const pattern = patterns[operator]
  if (pattern !== undefined) {
    const values = several(value).map((one) => pattern(literal(plain(one))))
    return { kind: 'like', field: name, values, not: operator === '$not_contains' }
  }
  switch (operator) {
    case '$in':
    case '$not_in': {
      const values = several(value).map((one) => valueOf(field, one))
      return { kind: 'in', field: name, values, not: operator === '$not_in' }
    }
    case '$between':
    case '$dateBetween':
      return between(field, name, listOf(value))
    case '$is_null':
    case '$not_null':
      return { kind: 'null', field: name, not: operator === '$not_null' }
    case '$empty':
    case '$not_empty':
      return empty(name, operator === '$not_empty')
    default:
      throw new SugarFault('invalid_parameter', `Did not recognize the operand: ${operator}`)
  }
}

function between(field: Field, name: string, [from, to]: readonly unknown[]): Condition {
  const test = (operator: Operator, value: unknown): Condition => {
    return { kind: 'compare', field: name, operator, value: valueOf(field, value) }
  }
  return { kind: 'all', of: [test('>=', from), test('<=', to)] }
}

/** NULL, or an empty text. */
function empty(name: string, not: boolean): Condition {
  const missing: Condition = { kind: 'null', field: name, not }
  const text: Condition = { kind: 'compare', field: name, operator: not ? '<>' : '=', value: '' }
  return { kind: not ? 'all' : 'any', of: [missing, text] }
}

function several(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null ? listOf(value) : [value]
}

/** A value as the database has it, for it is compared with one. */
function valueOf({ type, name }: Field, value: unknown): string {
  const text = plain(value)
  if (type === 'bool') return isOn(value) ? '1' : '0'
  if (type !== 'datetime') return text
  const at = given(text)
  if (at !== undefined) return at
  throw new SugarFault('invalid_parameter', `The value of ${name} is not a moment.`)
}

/** A text that means itself in a pattern. */
function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
