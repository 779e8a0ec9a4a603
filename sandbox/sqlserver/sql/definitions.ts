import { listOf, literal, quoted, readTable, type Context } from './context.ts'
import { SqlError } from './errors.ts'
import { condition } from './conditions.ts'
import { collationType, expression } from './expressions.ts'
import { select } from './select.ts'
import { readType } from './type-names.ts'

/** CREATE: tables, views, indexes, schemas, logins and users. */
export function create(context: Context, isAlone: boolean): string {
  const { cursor } = context
  const { line } = cursor.now()
  cursor.expect('create')
  if (cursor.accept('table')) return table(context)
  const alters = cursor.accept('or', 'alter') ? 'or replace ' : ''
  if (cursor.accept('view')) {
    if (!isAlone) {
      const words = "'CREATE VIEW' must be the first statement in a query batch."
      throw new SqlError(111, words, { line, severity: 15 })
    }
    return view(context, alters)
  }
  const unique = cursor.accept('unique') ? 'unique ' : ''
  if (!cursor.accept('clustered')) cursor.accept('nonclustered')
  if (cursor.accept('index')) return index(context, unique)
  if (cursor.accept('schema')) {
    const name = cursor.name()
    if (cursor.accept('authorization')) cursor.name()
    return `create schema ${quoted(name)}; grant usage on schema ${quoted(name)} to public`
  }
  if (cursor.accept('login')) {
    const name = cursor.name()
    cursor.expect('with', 'password')
    cursor.take()
    const password = cursor.take()
    if (password.kind !== 'text') throw cursor.wrong()
    return `select ms_create_login(${literal(name)}, ${literal(password.text)})`
  }
  if (cursor.accept('user')) {
    const name = cursor.name()
    if (cursor.accept('for', 'login')) cursor.name()
    return `create role ${quoted(name)}`
  }
  throw cursor.isName() ? SqlError.unknown(`CREATE ${cursor.now().text}`) : cursor.wrong()
}

function view(context: Context, alters: string): string {
  const { cursor } = context
  const { sql } = readTable(context)
  cursor.expect('as')
  return `create ${alters}view ${sql} as ${select(context, 'inner').sql}`
}

function index(context: Context, unique: string): string {
  const { cursor } = context
  const name = cursor.name()
  cursor.expect('on')
  const { sql } = readTable(context)
  cursor.expect('(')
  const columns = listOf(cursor, () => {
    const column = quoted(cursor.name())
    if (cursor.accept('desc')) return `${column} desc`
    cursor.accept('asc')
    return column
  })
  cursor.expect(')')
  const where = cursor.accept('where') ? ` where ${condition(context)}` : ''
  return `create ${unique}index ${quoted(name)} on ${sql} (${columns.join(', ')})${
    unique === '' ? '' : ' nulls not distinct'
  }${where}`
}

function table(context: Context): string {
  const { cursor } = context
  const { sql } = readTable(context)
  cursor.expect('(')
  const parts = listOf(cursor, () =>
    isConstraint(context) ? constraint(context) : column(context),
  )
  cursor.expect(')')
  return `create table ${sql} (${parts.join(', ')})`
}

const constraints = ['constraint', 'primary', 'unique', 'check', 'foreign']
const isConstraint = ({ cursor }: Context) =>
  cursor.now().kind === 'word' && constraints.includes(cursor.now().lower)

function column(context: Context): string {
  const { cursor } = context
  const name = quoted(cursor.name())
  let { engine } = readType(cursor, 'declared')
  const rest: string[] = []
  for (;;) {
    if (cursor.accept('collate')) {
      const type = collationType(cursor.name())
      if (type === 'ms_bin') engine = engine.replace(/^ms_n?varchar/, 'ms_bin')
    } else if (cursor.accept('not', 'null')) rest.push('not null')
    else if (cursor.accept('null')) rest.push('null')
    else if (cursor.accept('identity')) {
      if (cursor.accept('(')) {
        cursor.take()
        cursor.expect(',')
        cursor.take()
        cursor.expect(')')
      }
      rest.push('generated always as identity')
    } else if (cursor.accept('default')) rest.push(`default ${expression(context)}`)
    else if (isConstraint(context)) rest.push(constraint(context))
    else if (cursor.accept('references')) rest.push(references(context))
    else break
  }
  return `${name} ${engine} ${rest.join(' ')}`
}

function references(context: Context): string {
  const { sql } = readTable(context)
  return `references ${sql}${columns(context)}`
}

function columns({ cursor }: Context): string {
  if (!cursor.accept('(')) return ''
  const names = listOf(cursor, () => {
    const name = quoted(cursor.name())
    if (!cursor.accept('asc')) cursor.accept('desc')
    return name
  })
  cursor.expect(')')
  return ` (${names.join(', ')})`
}

function constraint(context: Context): string {
  const { cursor } = context
  const name = cursor.accept('constraint') ? `constraint ${quoted(cursor.name())} ` : ''
  if (cursor.accept('primary', 'key')) return `${name}primary key${keyColumns(context)}`
  if (cursor.accept('unique')) return `${name}unique nulls not distinct${keyColumns(context)}`
  if (cursor.accept('check')) {
    cursor.expect('(')
    const checked = condition(context)
    cursor.expect(')')
    return `${name}check (${checked})`
  }
  if (cursor.accept('default')) return `${name}default ${expression(context)}`
  cursor.expect('foreign', 'key')
  const own = columns(context)
  cursor.expect('references')
  return `${name}foreign key${own} ${references(context)}`
}

function keyColumns(context: Context): string {
  if (!context.cursor.accept('clustered')) context.cursor.accept('nonclustered')
  return columns(context)
}

/** DROP, of tables, views, indexes, schemas. */
export function drop(context: Context): string {
  const { cursor } = context
  cursor.expect('drop')
  const what = ['table', 'view'].find((one) => cursor.accept(one))
  if (what === undefined) throw SqlError.unknown(`DROP ${cursor.now().text}`)
  const ifExists = cursor.accept('if', 'exists') ? 'if exists ' : ''
  const names = listOf(cursor, () => readTable(context).sql)
  return `drop ${what} ${ifExists}${names.join(', ')}`
}

/** ALTER TABLE … ADD, and ALTER VIEW. */
export function alter(context: Context): string {
  const { cursor } = context
  cursor.expect('alter')
  if (cursor.accept('view')) return view(context, 'or replace ')
  cursor.expect('table')
  const { sql } = readTable(context)
  if (cursor.accept('add')) {
    const parts = listOf(cursor, () =>
      isConstraint(context) ? `add ${constraint(context)}` : `add column ${column(context)}`,
    )
    return `alter table ${sql} ${parts.join(', ')}`
  }
  if (cursor.accept('drop', 'column')) {
    return `alter table ${sql} drop column ${quoted(cursor.name())}`
  }
  throw SqlError.unknown('more of ALTER TABLE')
}

const rights = ['select', 'insert', 'update', 'delete', 'references']

/** GRANT, DENY and REVOKE on a table or view. What is denied goes before what is granted. */
export function right(context: Context): string {
  const { cursor } = context
  const what = cursor.take().lower
  const named = listOf(cursor, () => cursor.take().lower)
  const wrong = named.find((one) => !rights.includes(one))
  if (wrong !== undefined) throw SqlError.unknown(`the permission ${wrong}`)
  cursor.expect('on')
  if (cursor.accept('object')) cursor.expect('::')
  if (cursor.isAt('schema')) throw SqlError.unknown('permissions on a schema')
  const { name } = readTable(context)
  if (!cursor.accept('to')) cursor.expect('from')
  const users = listOf(cursor, () => cursor.name())
  const calls = users.flatMap((user) =>
    named.map(
      (one) =>
        `select ms_right('${what}', '${one}', ${literal(name)}, ${literal(user.toLowerCase())})`,
    ),
  )
  return calls.join('; ')
}
