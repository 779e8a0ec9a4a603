/** What engines write in different ways, as parts of statements. Pure. */
import { sql, type SqlStatement } from './compile.ts'
import type { SqlEngine } from './target.ts'

/** A table or a view, and the schema it is in. */
export interface Relation {
  schema: string
  name: string
}

/** A table or view by its quoted name. */
export function relation({ schema, name }: Relation): SqlStatement {
  return sql.id(schema, name)
}

/** Whatever a column holds, as text of so many characters at most. */
export function asText(engine: SqlEngine, column: string, charsMax: number): SqlStatement {
  return sql`left(${wholeText(engine, sql.ref(column))}, ${whole(charsMax)})`
}

/**
 * What a column or a value is ordered and compared by, so that no two texts are the same to the
 * database that are not: byte by byte, whatever its collation.
 */
export function asKey(engine: SqlEngine, value: SqlStatement): SqlStatement {
  if (engine === 'sqlserver') {
    return sql`cast(${value} as nvarchar(450)) collate Latin1_General_100_BIN2`
  }
  const text = wholeText(engine, value)
  return engine === 'mysql' ? sql`cast(${text} as binary)` : sql`${text} collate "C"`
}

/** A moment of a column, in text that loses none of it. */
export function momentText(engine: SqlEngine, column: string): SqlStatement {
  if (engine !== 'sqlserver') return sql.ref(column)
  return sql`convert(varchar(33), cast(${sql.ref(column)} as datetime2(7)), 126)`
}

/** A moment to write or to compare with: "2026-03-02T10:00:31.250", UTC. */
export function moment(engine: SqlEngine, text: string | null): SqlStatement {
  const type = { postgresql: 'timestamptz', mysql: 'datetime(6)', sqlserver: 'datetime2(7)' }
  return sql`cast(${text} as ${sql.raw(type[engine])})`
}

/** Behind an order by. */
export function firstRows(engine: SqlEngine, rows: number): SqlStatement {
  if (engine === 'sqlserver') return sql`offset 0 rows fetch next ${whole(rows)} rows only`
  return sql`limit ${whole(rows)}`
}

/** What time it is there, UTC. */
export function clock(engine: SqlEngine): SqlStatement {
  if (engine === 'postgresql') return sql`now()`
  return engine === 'mysql'
    ? sql`utc_timestamp(6)`
    : sql`convert(varchar(33), sysutcdatetime(), 126)`
}

/** A value for a column of marks, of the column's own type so that its index is used. */
export function mark(engine: SqlEngine, value: string): SqlStatement {
  return engine === 'sqlserver' ? sql`cast(${value} as char(36))` : sql`${value}`
}

export interface Written {
  into: Relation
  /** The column by which a row is known again; among the columns. */
  key: string
  columns: readonly string[]
  /** The values of each row, in the order of the columns. */
  rows: readonly (readonly SqlStatement[])[]
  /** A row that is there already stays as it is. */
  isOnce?: boolean
}

/** Makes rows, or has those that are there say what these do. */
export function write(engine: SqlEngine, written: Written): SqlStatement {
  const { into, key, columns, rows, isOnce = false } = written
  const names = sql.join(columns.map((name) => sql.id(name)))
  const values = sql.join(rows.map((row) => sql`(${sql.join([...row])})`))
  const others = columns.filter((name) => name !== key)
  const taken = (from: (name: string) => SqlStatement) =>
    sql.join(others.map((name) => sql`${sql.id(name)} = ${from(name)}`))
  const keeps = isOnce || others.length === 0
  if (engine === 'postgresql') {
    const update = sql`update set ${taken((name) => sql.id('excluded', name))}`
    return sql`insert into ${relation(into)} (${names}) values ${values}
      on conflict (${sql.id(key)}) do ${keeps ? sql`nothing` : update}`
  }
  if (engine === 'mysql') {
    // Not "insert ignore", which would ignore what does not fit as well.
    const same = sql`${sql.id(key)} = ${relation(into)}.${sql.id(key)}`
    return sql`insert into ${relation(into)} (${names}) values ${values}
      on duplicate key update ${keeps ? same : taken((name) => sql`values(${sql.id(name)})`)}`
  }
  const matched = sql`when matched then update set ${taken((name) => sql`s.${sql.id(name)}`)}`
  return sql`merge into ${relation(into)} with (holdlock) as t
    using (values ${values}) as s (${names}) on t.${sql.id(key)} = s.${sql.id(key)}
    ${keeps ? sql`` : matched}
    when not matched then insert (${names})
      values (${sql.join(columns.map((name) => sql`s.${sql.id(name)}`))});`
}

/** The columns of some tables and views, as far as the user may see them. */
export function columnsOf(schema: string, names: readonly string[]): SqlStatement {
  return sql`select table_name as relation, column_name as name from information_schema.columns
    where table_schema = ${schema} and table_name in (${sql.join([...names])})`
}

function wholeText(engine: SqlEngine, value: SqlStatement): SqlStatement {
  const type = {
    postgresql: 'text',
    mysql: 'char character set utf8mb4',
    sqlserver: 'nvarchar(max)',
  }
  return sql`cast(${value} as ${sql.raw(type[engine])})`
}

/** A number that is part of the text: none but our own constants are. */
function whole(number: number): SqlStatement {
  if (!Number.isSafeInteger(number) || number < 0) throw new TypeError('This is no count.')
  return sql.raw(String(number))
}
