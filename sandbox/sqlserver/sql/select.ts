import { listOf, quoted, readTable, type Context } from './context.ts'
import { SqlError } from './errors.ts'
import { condition } from './conditions.ts'
import { expression, orderBy } from './expressions.ts'
import { columnList, sources } from './sources.ts'

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
export function subquery(context: Context, place: 'inner' | 'table' = 'inner'): string {
  return select({ ...context, isOutput: false }, place).sql
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
      'The ORDER BY clause is invalid in views, inline functions, derived tables, subqueries, '
      + 'and common table expressions, unless TOP, OFFSET or FOR XML is also specified.'
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
