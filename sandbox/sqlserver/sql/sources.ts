import { listOf, quoted, readTable, type Context } from './context.ts'
import { condition } from './conditions.ts'
import { SqlError } from './errors.ts'
import { expression } from './expressions.ts'

/** Tables and what joins them. */
export function sources(context: Context): string {
  return listOf(context.cursor, () => joined(context)).join(', ')
}

const joins = [
  ...[
    ['inner', 'join'],
    ['left', 'join'],
    ['left', 'outer', 'join'],
    ['right', 'join'],
  ],
  ...[['right', 'outer', 'join'], ['full', 'join'], ['full', 'outer', 'join'], ['join']],
]

function joined(context: Context): string {
  const { cursor } = context
  let left = source(context)
  for (;;) {
    if (cursor.accept('cross', 'join')) {
      left += ` cross join ${source(context)}`
    } else if (cursor.accept('cross', 'apply')) {
      left += ` cross join lateral ${source(context)}`
    } else if (cursor.accept('outer', 'apply')) {
      left += ` left join lateral ${source(context)} on true`
    } else {
      const words = joins.find((one) => cursor.accept(...one))
      if (words === undefined) return left
      const right = source(context)
      cursor.expect('on')
      left += ` ${words.join(' ')} ${right} on ${condition(context)}`
    }
  }
}

function source(context: Context): string {
  const { cursor } = context
  if (cursor.accept('(')) {
    if (!cursor.isAt('select') && !cursor.isAt('values')) {
      const inner = joined(context)
      cursor.expect(')')
      return `(${inner})`
    }
    const inner = cursor.isAt('values') ? values(context) : context.query(context, 'table')
    cursor.expect(')')
    cursor.accept('as')
    return `(${inner}) as ${quoted(cursor.name())}${columnList(context)}`
  }
  if (cursor.ahead().text === '(' && cursor.isAt('fn_my_permissions')) throw cursor.wrong()
  const table = readTable(context)
  if (cursor.accept('(')) {
    const given = cursor.isAt(')') ? [] : listOf(cursor, () => expression(context))
    cursor.expect(')')
    return aliased(context, tableFunction(table.name, given))
  }
  return aliased(context, table.sql)
}

function tableFunction(name: string, given: readonly string[]): string {
  if (name === 'sys.fn_my_permissions') return `ms_fn_my_permissions(${given.join(', ')})`
  throw SqlError.unknown(`the function ${name}`)
}

function aliased(context: Context, sql: string): string {
  const { cursor } = context
  hints(context)
  const name = cursor.accept('as') || cursor.isName() ? ` as ${quoted(cursor.name())}` : ''
  hints(context)
  return sql + name
}

/** WITH (…): the engine serves one transaction at a time, so that what they ask for is so. */
export function hints({ cursor }: Context): string[] {
  if (!cursor.isAt('with', '(')) return []
  cursor.expect('with', '(')
  const found = listOf(cursor, () => cursor.take().lower)
  cursor.expect(')')
  const wrong = found.find((one) => !known.includes(one))
  if (wrong !== undefined)
    throw new SqlError(321, `"${wrong}" is not a recognized table hints option.`, { severity: 15 })
  return found
}

const known =
  'holdlock serializable updlock xlock rowlock paglock tablock tablockx nolock readpast '
  + 'readuncommitted readcommitted readcommittedlock repeatableread nowait'.split(' ')

export function columnList({ cursor }: Context): string {
  if (!cursor.accept('(')) return ''
  const names = listOf(cursor, () => quoted(cursor.name()))
  cursor.expect(')')
  return ` (${names.join(', ')})`
}

/** VALUES with its rows. */
export function values(context: Context, most = Infinity): string {
  const { cursor } = context
  cursor.expect('values')
  const { line } = cursor.now()
  const rows = listOf(cursor, () => {
    cursor.expect('(')
    const row = listOf(cursor, () => (cursor.accept('default') ? 'default' : expression(context)))
    cursor.expect(')')
    return `(${row.join(', ')})`
  })
  if (rows.length > most) {
    const words =
      `The number of row value expressions in the INSERT statement exceeds the maximum allowed `
      + `number of ${most} row values.`
    throw new SqlError(10_738, words, { line, severity: 15 })
  }
  return `values ${rows.join(', ')}`
}
