import { listOf, quoted, readTable, type Context } from './context.ts'
import { SqlError } from './errors.ts'
import { condition } from './conditions.ts'
import { expression } from './expressions.ts'
import { nameless, select, topOf } from './select.ts'
import { columnList, hints, sources, values } from './sources.ts'

/** A statement that changes rows. */
export interface Written {
  sql: string
  /** What it is about, for the words of a refusal. */
  table: string
  names: Map<string, string>
  /** OUTPUT: rows come back. */
  answers: boolean
}

/** So many rows one INSERT may list. */
const mostRows = 1000

interface Output {
  sql: string
  names: Map<string, string>
}

function output(context: Context): Output {
  const { cursor } = context
  const names = new Map<string, string>()
  if (!cursor.accept('output')) return { sql: '', names }
  const inside = { ...context, isOutput: true }
  const items = listOf(cursor, () => {
    const value = expression(inside)
    if (value.endsWith('.*')) return value
    const own = /^(?:new|old)\."([^"]*)"$/.exec(value)?.[1]
    const isNamed = cursor.accept('as') || cursor.isName()
    const name = isNamed ? cursor.name() : (own ?? (value.startsWith('ms_action') ? '$action' : ''))
    if (name === '') return `${value} as ${quoted(nameless)}`
    names.set(name.toLowerCase(), name)
    return `${value} as ${quoted(name)}`
  })
  if (cursor.isAt('into')) throw SqlError.unknown('OUTPUT INTO')
  return { sql: ` returning ${items.join(', ')}`, names }
}

export function insert(context: Context): Written {
  const { cursor } = context
  cursor.expect('insert')
  if (cursor.isAt('top')) throw SqlError.unknown('INSERT TOP')
  cursor.accept('into')
  const table = readTable(context)
  hints(context)
  const columns = columnList(context)
  const { sql: returning, names } = output(context)
  const rows = rowsOf(context)
  return {
    ...{ table: table.name, names, answers: returning !== '' },
    sql: `insert into ${table.sql}${columns} ${rows}${returning}`,
  }
}

function rowsOf(context: Context): string {
  const { cursor } = context
  if (cursor.accept('default')) {
    cursor.expect('values')
    return 'default values'
  }
  if (cursor.isAt('values')) return values(context, mostRows)
  if (cursor.isAt('exec') || cursor.isAt('execute')) throw SqlError.unknown('INSERT EXEC')
  return select(context).sql
}

export function update(context: Context): Written {
  const { cursor } = context
  cursor.expect('update')
  if (topOf(context) !== '') throw SqlError.unknown('UPDATE TOP')
  const target = readTable(context)
  hints(context)
  cursor.expect('set')
  const sets = listOf(cursor, () => setOf(context))
  const { sql: returning, names } = output(context)
  const from = cursor.accept('from') ? sources(context) : ''
  const where = cursor.accept('where') ? ` where ${condition(context)}` : ''
  const { head, rest, table } = targetOf(target, from)
  const others = rest === '' ? '' : ` from ${rest}`
  return {
    ...{ table, names, answers: returning !== '' },
    sql: `update ${head} set ${sets.join(', ')}${others}${where}${returning}`,
  }
}

interface Target {
  head: string
  rest: string
  table: string
}

/**
 * Where the first table of FROM is the one that is changed, by its own name or another, the engine
 * is told so once; joins to it are not known here.
 */
function targetOf(target: { sql: string; name: string }, from: string): Target {
  if (from === '') return { head: target.sql, rest: '', table: target.name }
  const alias = target.sql.replace(/^"dbo"\./, '')
  const [, table = '', name = ''] = /^("[^"]*"\."[^"]*")(?: as ("[^"]*"))?$/.exec(from) ?? []
  if (table !== '' && (name === alias || table === target.sql)) {
    const plain = table.replaceAll('"', '')
    return { head: from, rest: '', table: plain }
  }
  if (from.includes(` as ${alias}`) || from.includes(target.sql)) {
    throw SqlError.unknown('a join to the table that is changed')
  }
  return { head: target.sql, rest: from, table: target.name }
}

function setOf(context: Context): string {
  const { cursor } = context
  let column = cursor.name()
  while (cursor.accept('.')) column = cursor.name()
  if (cursor.now().text !== '=') throw cursor.wrong()
  cursor.take()
  const value = cursor.accept('default') ? 'default' : expression(context)
  return `${quoted(column)} = ${value}`
}

export function remove(context: Context): Written {
  const { cursor } = context
  cursor.expect('delete')
  if (topOf(context) !== '') throw SqlError.unknown('DELETE TOP')
  cursor.accept('from')
  const target = readTable(context)
  hints(context)
  const { sql: returning, names } = output(context)
  const from = cursor.accept('from') ? sources(context) : ''
  const where = cursor.accept('where') ? ` where ${condition(context)}` : ''
  const { head, rest, table } = targetOf(target, from)
  const others = rest === '' ? '' : ` using ${rest}`
  return {
    ...{ table, names, answers: returning !== '' },
    sql: `delete from ${head}${others}${where}${returning}`,
  }
}

export function merge(context: Context): Written {
  const { cursor } = context
  const { line } = cursor.now()
  cursor.expect('merge')
  if (topOf(context) !== '') throw SqlError.unknown('MERGE TOP')
  cursor.accept('into')
  const table = readTable(context)
  hints(context)
  const isNamed = cursor.accept('as') || (cursor.isName() && !cursor.isAt('using'))
  const alias = isNamed ? ` as ${quoted(cursor.name())}` : ''
  hints(context)
  cursor.expect('using')
  const using = sources(context)
  cursor.expect('on')
  const on = condition(context)
  const branches: string[] = []
  while (cursor.accept('when')) branches.push(branch(context))
  if (branches.length === 0) throw cursor.wrong()
  const { sql: returning, names } = output(context)
  if (!cursor.isAt(';')) {
    const words = 'A MERGE statement must be terminated by a semi-colon (;).'
    throw new SqlError(10_713, words, { line, severity: 15 })
  }
  const head = `merge into ${table.sql}${alias} using ${using} on ${on}`
  return {
    ...{ table: table.name, names, answers: returning !== '' },
    sql: `${head} ${branches.join(' ')}${returning}`,
  }
}

function branch(context: Context): string {
  const { cursor } = context
  const isNot = cursor.accept('not')
  cursor.expect('matched')
  const bySource = isNot && cursor.accept('by', 'source')
  if (isNot && !bySource && cursor.accept('by')) cursor.expect('target')
  const more = cursor.accept('and') ? ` and ${condition(context)}` : ''
  cursor.expect('then')
  const when = `when ${isNot ? 'not ' : ''}matched${bySource ? ' by source' : ''}${more} then`
  if (isNot && !bySource) {
    cursor.expect('insert')
    return `${when} insert${columnList(context)} ${oneRow(context)}`
  }
  if (cursor.accept('delete')) return `${when} delete`
  cursor.expect('update', 'set')
  return `${when} update set ${listOf(cursor, () => setOf(context)).join(', ')}`
}

function oneRow(context: Context): string {
  const { cursor } = context
  if (cursor.accept('default')) {
    cursor.expect('values')
    return 'default values'
  }
  cursor.expect('values', '(')
  const row = listOf(cursor, () => (cursor.accept('default') ? 'default' : expression(context)))
  cursor.expect(')')
  return `values (${row.join(', ')})`
}
