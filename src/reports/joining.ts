import { sql } from 'kysely'
import { columnsIn, columnOf, fits, type Reading } from './conditions.ts'
import type { Column, Sql, Subject } from './subjects/column.ts'
import type { Node } from './definitions/index.ts'

/** The joins that bring these columns in, those they stand on before them. */
export function joined(
  subject: Subject,
  names: Iterable<string | undefined>,
  how: 'all' | 'each',
): Sql {
  const wanted = new Set<string>()
  const want = (name: string) => {
    const join = subject.joins[name]
    if (join === undefined) throw new Error(`${subject.id} has no join ${name}.`)
    join.needs?.forEach(want)
    wanted.add(name)
  }
  for (const name of names) if (name !== undefined) want(name)
  const joins = Object.entries(subject.joins).filter(([name]) => wanted.has(name))
  return sql.join(
    joins.map(([, join]) => (how === 'each' ? (join.each ?? join.all) : join.all)),
    sql` `,
  )
}

/** A row as a whole, by which `rowsAgain` has its columns once more. */
export function wholeRow({ alias }: Subject): Sql {
  return sql.ref(alias)
}

/**
 * The rows that a page has found, under the subject's alias again. They are not looked up a second
 * time: for many rows the planner would rather read the whole table, once for each page.
 */
export function rowsAgain({ alias }: Subject, whole: Sql): Sql {
  return sql`lateral (select (${whole}).*) ${sql.ref(alias)}`
}

/** The joins a column is read by, its name too. */
export function joinsOf(column: Column): (string | undefined)[] {
  return [column.join, column.nameJoin]
}

/** The joins a tree is decided by. */
export function joinsIn(node: Node | null, reading: Reading): (string | undefined)[] {
  return columnsIn(node).map((id) => columnOf(reading, id).join)
}

/** Which rows of the subject a view is of. */
export function rowsThat(where: Node | null, reading: Reading): Sql {
  const { holds } = reading.subject
  return where === null ? holds : sql`${holds} and ${fits(where, reading)}`
}
