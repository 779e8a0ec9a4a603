/** What the user may do with views and tables, as far as each engine tells it cheaply. */
import {
  type Relation,
  sql,
  type SqlEngine,
  type SqlStatement,
} from '../../../platform/sql/index.ts'
import type { Vendor } from '../../sdk/index.ts'
import { ask, engineOf } from './client.ts'
import { quoted } from './scripts.ts'

export const RIGHTS = ['select', 'insert', 'update', 'delete'] as const

export type Right = (typeof RIGHTS)[number]

/** Null: the engine does not tell it of this user. */
export async function rightsTo(vendor: Vendor, to: Relation): Promise<Set<Right> | null> {
  const engine = engineOf(vendor)
  const rows = await ask(vendor, to.name, engine === 'mysql' ? grants(to) : permissions(engine, to))
  if (engine === 'mysql') {
    const granted = rows.map(({ privilege }) => String(privilege).toLowerCase())
    // A role's rights are not among them, so that none at all says nothing.
    return granted.some(isRight) ? new Set(granted.filter(isRight)) : null
  }
  const [row = {}] = rows
  return new Set(RIGHTS.filter((right) => ['t', 'true', '1'].includes(String(row[right]))))
}

function permissions(engine: SqlEngine, { schema, name }: Relation): SqlStatement {
  const full = `${quoted(engine, schema)}.${quoted(engine, name)}`
  const may = (right: Right) =>
    engine === 'postgresql'
      ? sql`has_table_privilege(${full}, ${right})`
      : sql`has_perms_by_name(${full}, 'OBJECT', ${right.toUpperCase()})`
  return sql`select ${sql.join(RIGHTS.map((right) => sql`${may(right)} as ${sql.id(right)}`))}`
}

/** Everywhere, in the database, and of the very view or table. */
function grants({ schema, name }: Relation): SqlStatement {
  const own = sql`grantee = concat('''', substring_index(current_user(), '@', 1), '''@''',
    substring_index(current_user(), '@', -1), '''')`
  return sql`select privilege_type as privilege from information_schema.user_privileges where ${own}
    union select privilege_type from information_schema.schema_privileges
      where ${own} and table_schema = ${schema}
    union select privilege_type from information_schema.table_privileges
      where ${own} and table_schema = ${schema} and table_name = ${name}`
}

function isRight(word: string): word is Right {
  return (RIGHTS as readonly string[]).includes(word)
}
