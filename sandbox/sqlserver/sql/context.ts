import type { Cursor } from './tokens.ts'

/** What is being read, and what is known of it so far. */
export interface Context {
  cursor: Cursor
  /** Variables that are declared, by their names in small letters, with the engine's types. */
  variables: Map<string, string>
  /** Names of common table expressions, which have no schema. */
  ctes: Set<string>
  /** Inside OUTPUT, where `inserted` and `deleted` are rows. */
  isOutput?: boolean
  /** A query in brackets, for the engine. Each column of a table has a name. */
  query(context: Context, place?: 'inner' | 'table'): string
  /** What is true or false, for the engine. */
  condition(context: Context): string
}

/** A name of the engine. Names here know no difference between large and small letters. */
export function quoted(name: string): string {
  return `"${name.toLowerCase().replaceAll('"', '""')}"`
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** Where the value of a variable goes once it is known. No statement of the engine has a zero. */
export function placeOf(variable: string): string {
  return `\0${variable}\0`
}

/** A list between brackets. */
export function listOf<T>(cursor: Cursor, one: () => T): T[] {
  const found = [one()]
  while (cursor.accept(',')) found.push(one())
  return found
}

/** The schema of whoever says none. */
export const defaultSchema = 'dbo'

const information = 'information_schema'

/** A table or view, of one to three parts, for the engine. */
export function readTable(context: Context): { sql: string; name: string } {
  const { cursor } = context
  const parts = [cursor.name()]
  while (cursor.accept('.')) parts.push(cursor.isAt('.') ? defaultSchema : cursor.name())
  const [name = '', schema] = [...parts].reverse()
  const lower = name.toLowerCase()
  if (schema === undefined && context.ctes.has(lower)) return { sql: quoted(name), name }
  const place = (schema ?? defaultSchema).toLowerCase()
  // The engine has a schema of that name, too, which is another.
  const known = place === information ? 'ms_information_schema' : place
  return { sql: `${quoted(known)}.${quoted(name)}`, name: `${place}.${lower}` }
}
