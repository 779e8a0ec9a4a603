import { listOf, type Context } from './context.ts'
import { SqlError } from './errors.ts'
import { expression } from './expressions.ts'

const comparisons: Readonly<Record<string, string>> = {
  ...{ '=': '=', '<>': '<>', '!=': '<>', '<': '<', '>': '>', '<=': '<=', '>=': '>=' },
  ...{ '!<': '>=', '!>': '<=' },
}

/** What is true or false, which is no value here. */
export function condition(context: Context): string {
  const { cursor } = context
  let left = conjunction(context)
  while (cursor.accept('or')) left = `(${left} or ${conjunction(context)})`
  return left
}

function conjunction(context: Context): string {
  const { cursor } = context
  let left = negation(context)
  while (cursor.accept('and')) left = `(${left} and ${negation(context)})`
  return left
}

function negation(context: Context): string {
  return context.cursor.accept('not') ? `(not ${negation(context)})` : predicate(context)
}

function predicate(context: Context): string {
  const { cursor } = context
  if (cursor.accept('exists')) {
    cursor.expect('(')
    const query = context.query(context)
    cursor.expect(')')
    return `exists (${query})`
  }
  const start = cursor.place()
  if (!cursor.isAt('(') || cursor.isAt('(', 'select')) return compared(context)
  // What is in brackets may be a condition or a value: whichever goes further is meant.
  try {
    return compared(context)
  } catch (error) {
    const reached = cursor.place()
    cursor.back(start)
    cursor.expect('(')
    try {
      const inner = condition(context)
      cursor.expect(')')
      return `(${inner})`
    } catch (other) {
      throw cursor.place() > reached ? other : error
    }
  }
}

function compared(context: Context): string {
  const { cursor } = context
  const left = expression(context)
  if (cursor.accept('is')) {
    const not = cursor.accept('not') ? 'not ' : ''
    cursor.expect('null')
    return `(${left} is ${not}null)`
  }
  const isNot = cursor.accept('not')
  const made = membership(context, left)
  if (made !== undefined) return isNot ? `(not ${made})` : made
  const sign = comparisons[cursor.now().text]
  if (isNot) throw cursor.wrong()
  if (sign === undefined || cursor.now().kind !== 'sign') {
    const { text, line } = cursor.now()
    const words =
      `An expression of non-boolean type specified in a context where a condition is expected, `
      + `near '${text}'.`
    throw new SqlError(4145, words, { line, severity: 15 })
  }
  cursor.take()
  return `(${left} ${sign} ${expression(context)})`
}

function membership(context: Context, left: string): string | undefined {
  const { cursor } = context
  if (cursor.accept('in')) {
    cursor.expect('(')
    const inner = cursor.isAt('select')
      ? context.query(context)
      : listOf(cursor, () => expression(context)).join(', ')
    cursor.expect(')')
    return `(${left} in (${inner}))`
  }
  if (cursor.accept('between')) {
    const low = expression(context)
    cursor.expect('and')
    return `(${left} between ${low} and ${expression(context)})`
  }
  if (cursor.accept('like')) {
    const pattern = expression(context)
    const escape = cursor.accept('escape') ? expression(context) : 'null'
    return `ms_like(${left}, ${pattern}, ${escape})`
  }
  return undefined
}
