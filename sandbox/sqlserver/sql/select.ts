import { listOf, quoted, readTable, type Context } from './context.ts'
import { SqlError } from './errors.ts'
import { condition, expression, orderBy } from './expressions.ts'

/** What the caller is told of a query besides its text. */
export interface Selected {
  sql: string
  /** Names of columns as they were written, by their names in small letters. */
  names: Map<string, string>
  /** The table that `into` makes. */
  into?: string
  /** Variables that take the values, instead of a row. */
  assigned?: string[]
}

/** What stands for a column without a name, of which the engine has none. */
export const nameless = '?column?'

type Place = 'top' | 'inner' | 'table'

/** A query in brackets. */
export function subquery(context: Context): string {
  return select({ ...context, isOutput: false }, 'inner').sql
}

/** A whole query: parts with UNION between them, an order, and how much of it. */
export function select(context: Context, place: Place = 'top'): Selected {
  const { cursor } = context
  const start = cursor.now().line
  const first = part(context, place)
  let sql = first.sql
  let parts = 1
  for (;;) {
    const word = ['union', 'except', 'intersect'].find((one) => cursor.accept(one))
    if (word === undefined) break
    const all = cursor.accept('all') ? ' all' : ''
    sql = `${first.top !== '' && parts === 1 ? `(${sql} ${first.top})` : sql} ${word}${all} `
    const next = part(context, place)
    sql += next.top === '' ? next.sql : `(${next.sql} ${next.top})`
    parts += 1
  }
  const top = parts === 1 ? first.top : ''
  const order = cursor.accept('order', 'by') ? orderBy(context) : ''
  const pages = order === '' ? '' : offset(context)
  if (pages !== '' && top !== '') {
    const words = 'A TOP can not be used in the same query or sub-query as a OFFSET.'
    throw new SqlError(10_741, words, { line: start, severity: 15 })
  }
  if (place !== 'top' && order !== '' && top === '' && pages === '') {
    const words =
      'The ORDER BY clause is invalid in views, inline functions, derived tables, subqueries, and common table expressions, unless TOP, OFFSET or FOR XML is also specified.'
    throw new SqlError(1033, words, { line: start, severity: 15 })
  }
  if (cursor.accept('for')) throw SqlError.unknown('FOR XML or FOR JSON')
  if (place === 'top') options(context)
  return { ...first, sql: `${sql} ${order} ${top}${pages}`.trim() }
}

function offset(context: Context): string {
  const { cursor } = context
  if (!cursor.accept('offset')) return ''
  const skipped = expression(context)
  if (!cursor.accept('rows')) cursor.expect('row')
  if (!cursor.accept('fetch')) return `offset ${skipped}`
  if (!cursor.accept('next')) cursor.expect('first')
  const count = expression(context)
  if (!cursor.accept('rows')) cursor.expect('row')
  cursor.expect('only')
  return `offset ${skipped} limit ${count}`
}

function options({ cursor }: Context): void {
  if (!cursor.accept('option')) return
  cursor.expect('(')
  while (!cursor.accept(')')) {
    if (cursor.now().kind === 'end') throw cursor.wrong()
    cursor.take()
  }
}

function part(context: Context, place: Place): Selected & { top: string } {
  const { cursor } = context
  if (cursor.accept('(')) {
    const inner = part(context, place)
    cursor.expect(')')
    return { ...inner, sql: `(${inner.sql} ${inner.top})`, top: '' }
  }
  cursor.expect('select')
  const distinct = cursor.accept('distinct') ? 'distinct ' : ''
  cursor.accept('all')
  const top = topOf(context)
  const names = new Map<string, string>()
  const assigned: string[] = []
  const items = listOf(cursor, () => item(context, { place, names, assigned }))
  const into = cursor.accept('into') ? readTable(context).sql : undefined
  const from = cursor.accept('from') ? ` from ${sources(context)}` : ''
  const where = cursor.accept('where') ? ` where ${condition(context)}` : ''
  const group = cursor.accept('group', 'by')
    ? ` group by ${listOf(cursor, () => expression(context)).join(', ')}`
    : ''
  const having = cursor.accept('having') ? ` having ${condition(context)}` : ''
  return {
    ...{ sql: `select ${distinct}${items.join(', ')}${from}${where}${group}${having}`, top, names },
    ...(into !== undefined && { into }),
    ...(assigned.length > 0 && { assigned }),
  }
}

/** TOP, as the engine has it at the end. */
export function topOf(context: Context): string {
  const { cursor } = context
  if (!cursor.accept('top')) return ''
  let count: string
  if (cursor.accept('(')) {
    count = cursor.isAt('select') ? `(${context.query(context)})` : expression(context)
    cursor.expect(')')
  } else {
    const token = cursor.take()
    if (token.kind !== 'number' || !/^\d+$/.test(token.text)) {
      cursor.back(cursor.place() - 1)
      throw cursor.wrong()
    }
    count = token.text
  }
  if (cursor.isAt('percent') || cursor.isAt('with')) throw SqlError.unknown('TOP with more words')
  return `limit ${count}`
}

interface Listing {
  place: Place
  names: Map<string, string>
  assigned: string[]
}

function item(context: Context, { place, names, assigned }: Listing): string {
  const { cursor } = context
  if (cursor.accept('*')) return '*'
  const variable = cursor.now()
  if (variable.kind === 'variable' && cursor.ahead().text === '=') {
    if (place !== 'top') throw cursor.wrong()
    cursor.take()
    cursor.take()
    assigned.push(variable.lower)
    return expression(context)
  }
  const isAlias = cursor.isName() && cursor.ahead().text === '=' && cursor.ahead().kind === 'sign'
  const before = isAlias ? cursor.name() : undefined
  if (before !== undefined) cursor.take()
  const written = cursor.now()
  const start = cursor.place()
  const value = expression(context)
  if (/(^|\.)\*$/.test(value)) return value
  const last = cursor.place()
  const after = before ?? aliasIn(context)
  if (after !== undefined) return named(value, after, names)
  // A column keeps its own name; whatever else has none.
  const isColumn = /^("[^"]*"\.|new\.|old\.)?"[^"]*"$/.test(value)
  if (isColumn) {
    cursor.back(last - 1)
    const own = cursor.take().text
    names.set(own.toLowerCase(), own)
    return value
  }
  if (place === 'table') {
    const { line } = written
    throw new SqlError(8155, `No column name was specified for column ${start} of a table.`, {
      line,
    })
  }
  return `${value} as ${quoted(nameless)}`
}

function named(value: string, name: string, names: Map<string, string>): string {
  names.set(name.toLowerCase(), name)
  return `${value} as ${quoted(name)}`
}

function aliasIn({ cursor }: Context): string | undefined {
  if (cursor.accept('as')) return cursor.now().kind === 'text' ? cursor.take().text : cursor.name()
  if (cursor.now().kind === 'text') return cursor.take().text
  return cursor.isName() ? cursor.name() : undefined
}

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
    const inner = cursor.isAt('values') ? values(context) : select(context, 'table').sql
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
  'holdlock serializable updlock xlock rowlock paglock tablock tablockx nolock readpast readuncommitted readcommitted readcommittedlock repeatableread nowait'.split(
    ' ',
  )

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
    const words = `The number of row value expressions in the INSERT statement exceeds the maximum allowed number of ${most} row values.`
    throw new SqlError(10_738, words, { line, severity: 15 })
  }
  return `values ${rows.join(', ')}`
}

/** Common table expressions before a statement, whose names it knows afterwards. */
export function ctes(context: Context): string {
  const { cursor } = context
  if (!cursor.accept('with')) return ''
  const made = listOf(cursor, () => {
    const name = cursor.name()
    const columns = columnList(context)
    cursor.expect('as', '(')
    const { sql } = select(context, columns === '' ? 'table' : 'inner')
    cursor.expect(')')
    context.ctes.add(name.toLowerCase())
    return `${quoted(name)}${columns} as (${sql})`
  })
  return `with ${made.join(', ')} `
}
