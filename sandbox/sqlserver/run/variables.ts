import { literal } from '../sql/context.ts'
import { SqlError } from '../sql/errors.ts'
import { version } from '../wire/prelogin.ts'
import type { Value } from '../wire/values.ts'

/** A variable that comes with the request. */
export interface Declared {
  engine: string
  value: Value
}

/** Values of variables as the engine reads them, by their names in small letters. */
export type Variables = Map<string, string>

export function given(declared: ReadonlyMap<string, Declared>): Variables {
  return new Map(
    [...declared].map(([name, { engine, value }]) => [name, convertedFor(value, engine)]),
  )
}

/** A value that has its type already. */
export function textFor(value: string | null, type: string): string {
  return value === null ? `null::${type}` : `${literal(value)}::${type}`
}

/** The type of a value as the engine reads it. */
export function typeOf(value: string): string {
  return /::([^:]*)$/.exec(value)?.[1] ?? 'ms_nvarchar'
}

const owned = new Set(['bit', 'nvarchar', 'varchar', 'uniqueidentifier', 'datetime2'])

/** A value that came in another type than its variable has. */
function convertedFor({ type, text }: Value, into: string): string {
  const base = type === 'varbinary' ? 'bytea' : owned.has(type) ? `ms_${type}` : type
  if (text === null) return `null::${into}`
  const value = `${literal(text)}::${base}`
  return base === into ? value : `(${value})::${into}`
}

export interface Standing {
  depth: number
  affected: number
}

/** A statement in which the values of variables stand at their places. */
export function known(sql: string, variables: Variables, standing: Standing): string {
  return sql.replaceAll(/\0([^\0]*)\0/g, (_, name: string) =>
    name.startsWith('@@') ? globalOf(name, standing) : (variables.get(name) ?? 'null'),
  )
}

function globalOf(name: string, { depth, affected }: Standing): string {
  switch (name) {
    case '@@trancount':
      return String(depth)
    case '@@rowcount':
      return String(affected)
    case '@@servername':
      return `'SANDBOX'::ms_nvarchar(128)`
    case '@@version':
      return `'Microsoft SQL Server 2019 (RTM) - ${version.text} (simulated)'::ms_nvarchar(300)`
    default:
      throw SqlError.unknown(name)
  }
}
