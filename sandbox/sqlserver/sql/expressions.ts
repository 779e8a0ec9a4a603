import { listOf, literal, placeOf, quoted, type Context } from './context.ts'
import { SqlError } from './errors.ts'
import { callOf } from './functions.ts'
import { isReserved } from './words.ts'
import { readType } from './type-names.ts'

const levels = [
  ['+', '-', '&', '|', '^'],
  ['*', '/', '%'],
] as const

/** A value, for the engine. */
export function expression(context: Context, level = 0): string {
  const signs: readonly string[] | undefined = levels[level]
  if (signs === undefined) return collated(context)
  const { cursor } = context
  let left = expression(context, level + 1)
  while (cursor.now().kind === 'sign' && signs.includes(cursor.now().text)) {
    const sign = cursor.take().text
    left = `(${left} ${sign === '^' ? '#' : sign} ${expression(context, level + 1)})`
  }
  return left
}

function collated(context: Context): string {
  const { cursor } = context
  let value = unary(context)
  for (;;) {
    if (cursor.accept('collate')) value = `(${value})::${collationType(cursor.name())}`
    else if (cursor.isAt('at') && cursor.ahead().lower === 'time') {
      throw SqlError.unknown('AT TIME ZONE')
    } else return value
  }
}

/** The type that compares as the collation has it. */
export function collationType(name: string): string {
  if (/_BIN2?$/i.test(name)) return 'ms_bin'
  if (/_CI_AS$/i.test(name) || name.toLowerCase() === 'database_default') return 'ms_nvarchar'
  if (/^(sql_)?latin1_general_/i.test(name)) throw SqlError.unknown(`the collation ${name}`)
  throw new SqlError(448, `Invalid collation '${name}'.`)
}

function unary(context: Context): string {
  const { cursor } = context
  if (cursor.accept('-')) return `(- ${unary(context)})`
  if (cursor.accept('+')) return unary(context)
  if (cursor.accept('~')) return `(~ ${unary(context)})`
  return primary(context)
}

const mostOfInt = 2_147_483_647

function primary(context: Context): string {
  const { cursor } = context
  const token = cursor.now()
  switch (token.kind) {
    case 'number':
      cursor.take()
      return numberOf(token.lower)
    case 'text':
      cursor.take()
      return `${literal(token.text)}::ms_${token.isWide === true ? 'nvarchar' : 'varchar'}`
    case 'binary':
      cursor.take()
      return `'\\x${token.text.slice(2)}'::bytea`
    case 'variable':
      cursor.take()
      return variable(context, token.text, token.line)
    case 'sign':
      if (context.isOutput === true && token.lower === '$action') {
        cursor.take()
        return 'ms_action(merge_action())'
      }
      if (token.text !== '(') throw cursor.wrong()
      cursor.take()
      return bracketed(context)
    case 'word':
      return word(context)
    case 'name':
      return column(context)
    default:
      throw cursor.wrong()
  }
}

function numberOf(text: string): string {
  if (text.includes('e')) return `'${text}'::float8`
  if (text.includes('.')) return `'${text}'::numeric`
  return BigInt(text) <= BigInt(mostOfInt) ? text : `${text}::numeric`
}

function variable({ variables }: Context, name: string, line: number): string {
  if (!name.startsWith('@@') && !variables.has(name.toLowerCase())) {
    throw new SqlError(137, `Must declare the scalar variable "${name}".`, { line, severity: 15 })
  }
  return placeOf(name.toLowerCase())
}

function bracketed(context: Context): string {
  const { cursor } = context
  const inner = cursor.isAt('select') ? context.query(context) : expression(context)
  cursor.expect(')')
  return `(${inner})`
}

/** Reserved words that begin a value. */
const callable = ['coalesce', 'nullif', 'left', 'right', 'convert', 'try_convert']
const bare = ['current_user', 'session_user', 'system_user', 'user', 'current_timestamp']

function word(context: Context): string {
  const { cursor } = context
  const { lower } = cursor.now()
  if (cursor.accept('null')) return 'null'
  if (cursor.accept('case')) return caseOf(context)
  if (bare.includes(lower)) {
    cursor.take()
    return callOf(lower, [], cursor)
  }
  const isCall = cursor.ahead().text === '(' && cursor.ahead().kind === 'sign'
  if (isCall && (callable.includes(lower) || !isReserved(lower))) return call(context)
  return column(context)
}

function column(context: Context): string {
  const { cursor } = context
  const parts = [cursor.name()]
  while (cursor.accept('.')) parts.push(cursor.isAt('*') ? cursor.take().text : cursor.name())
  // A schema before the table is one name there, and another here.
  if (parts.length > 2) parts.splice(0, parts.length - 2)
  const [first = '', second] = parts
  const rows: Readonly<Record<string, string>> = { inserted: 'new', deleted: 'old' }
  const row = context.isOutput === true && second !== undefined && rows[first.toLowerCase()]
  const head = row === undefined || row === false ? quoted(first) : row
  if (second === undefined) return quoted(first)
  return `${head}.${second === '*' ? '*' : quoted(second)}`
}

function caseOf(context: Context): string {
  const { cursor } = context
  const what = cursor.isAt('when') ? '' : expression(context)
  const parts: string[] = []
  while (cursor.accept('when')) {
    const asked = what === '' ? context.condition(context) : expression(context)
    cursor.expect('then')
    parts.push(`when ${asked} then ${expression(context)}`)
  }
  if (parts.length === 0) throw cursor.wrong()
  if (cursor.accept('else')) parts.push(`else ${expression(context)}`)
  cursor.expect('end')
  return `(case ${what} ${parts.join(' ')} end)`
}

function call(context: Context): string {
  const { cursor } = context
  const name = cursor.take().lower
  cursor.expect('(')
  if (name === 'cast' || name === 'convert') return cast(context, name === 'convert')
  if (name === 'iif') {
    const asked = context.condition(context)
    cursor.expect(',')
    const [yes = '', no] = listOf(cursor, () => expression(context))
    cursor.expect(')')
    if (no === undefined) throw cursor.wrong()
    return `(case when ${asked} then ${yes} else ${no} end)`
  }
  if (name === 'dateadd' || name === 'datediff') {
    const part = cursor.name().toLowerCase()
    cursor.expect(',')
    const values = listOf(cursor, () => expression(context))
    cursor.expect(')')
    return callOf(name, [literal(part), ...values], cursor)
  }
  const isDistinct = cursor.accept('distinct')
  const values = cursor.isAt(')') ? [] : listOf(cursor, () => argument(context))
  cursor.expect(')')
  const made = callOf(name, values, cursor, isDistinct)
  return cursor.accept('over') ? `${made} over ${over(context)}` : made
}

function argument(context: Context): string {
  return context.cursor.accept('*') ? '*' : expression(context)
}

function over(context: Context): string {
  const { cursor } = context
  cursor.expect('(')
  const parts: string[] = []
  if (cursor.accept('partition', 'by')) {
    parts.push(`partition by ${listOf(cursor, () => expression(context)).join(', ')}`)
  }
  if (cursor.accept('order', 'by')) parts.push(orderBy(context))
  cursor.expect(')')
  return `(${parts.join(' ')})`
}

/** What stands after ORDER BY. NULL is lower than everything here. */
export function orderBy(context: Context): string {
  const { cursor } = context
  const one = () => {
    const value = expression(context)
    if (cursor.accept('desc')) return `${value} desc nulls last`
    cursor.accept('asc')
    return `${value} asc nulls first`
  }
  return `order by ${listOf(cursor, one).join(', ')}`
}

function cast(context: Context, isConvert: boolean): string {
  const { cursor } = context
  if (!isConvert) {
    const value = expression(context)
    cursor.expect('as')
    const { engine } = readType(cursor, 'cast')
    cursor.expect(')')
    return `(${value})::${engine}`
  }
  const { engine } = readType(cursor, 'cast')
  cursor.expect(',')
  const value = expression(context)
  const style = cursor.accept(',') ? expression(context) : undefined
  cursor.expect(')')
  if (style === undefined || !/varchar|bin$/.test(engine)) return `(${value})::${engine}`
  return `(ms_text_of(${value}, ${style}))::${engine}`
}
