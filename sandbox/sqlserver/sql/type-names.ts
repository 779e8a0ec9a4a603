import { SqlError } from './errors.ts'
import type { Cursor } from './tokens.ts'

/** A type as the engine has it. */
export interface TypeName {
  /** As it stands in a statement of the engine. */
  engine: string
  /** What it is called here. */
  name: string
}

const plain: Readonly<Record<string, string>> = {
  bit: 'ms_bit',
  tinyint: 'int2',
  smallint: 'int2',
  int: 'int4',
  integer: 'int4',
  bigint: 'int8',
  real: 'float4',
  float: 'float8',
  date: 'date',
  uniqueidentifier: 'ms_uniqueidentifier',
  sysname: 'ms_nvarchar(128)',
}

const texts: Readonly<Record<string, { engine: string; most: number }>> = {
  nvarchar: { engine: 'ms_nvarchar', most: 4000 },
  varchar: { engine: 'ms_varchar', most: 8000 },
  nchar: { engine: 'ms_nvarchar', most: 4000 },
  char: { engine: 'ms_varchar', most: 8000 },
}

/** Without a length a text has 30 characters where it is cast, and 1 where it is declared. */
export const impliedLength = { cast: 30, declared: 1 } as const

/** Reads the name of a type. */
export function readType(cursor: Cursor, implied: keyof typeof impliedLength): TypeName {
  const token = cursor.now()
  if (token.kind !== 'word' && token.kind !== 'name') throw cursor.wrong()
  const name = token.lower
  cursor.take()
  const text = texts[name]
  if (text !== undefined) {
    const length = lengthIn(cursor) ?? impliedLength[implied]
    if (length === 'max') return { name, engine: text.engine }
    if (length < 1 || length > text.most) {
      const words =
        `The size (${length}) given to the type '${name}' exceeds the maximum allowed for any `
        + `data type (8000).`
      throw new SqlError(131, words, { line: token.line, severity: 15 })
    }
    return { name, engine: `${text.engine}(${length})` }
  }
  if (name === 'varbinary') {
    lengthIn(cursor)
    return { name, engine: 'bytea' }
  }
  if (name === 'datetime2') {
    const scale = lengthIn(cursor) ?? 7
    return { name, engine: scale === 7 ? 'ms_datetime2' : `ms_datetime2(${scale})` }
  }
  if (name === 'decimal' || name === 'numeric') return { name, engine: decimal(cursor) }
  if (name === 'float') lengthIn(cursor)
  const engine = plain[name]
  if (engine !== undefined) return { name, engine }
  if (known.has(name)) throw SqlError.unknown(`the type ${name}`)
  throw new SqlError(243, `Type ${token.text} is not a defined system type.`, { line: token.line })
}

const known = new Set(
  `datetime smalldatetime datetimeoffset time money smallmoney text ntext image binary xml
  sql_variant hierarchyid geography geometry rowversion timestamp json`.split(/\s+/),
)

function lengthIn(cursor: Cursor): number | 'max' | undefined {
  if (!cursor.accept('(')) return undefined
  const token = cursor.take()
  const length = token.lower === 'max' ? 'max' : Number(token.text)
  if (length !== 'max' && !Number.isInteger(length)) throw cursor.wrong()
  cursor.expect(')')
  return length
}

function decimal(cursor: Cursor): string {
  if (!cursor.accept('(')) return 'numeric(18,0)'
  const precision = Number(cursor.take().text)
  const scale = cursor.accept(',') ? Number(cursor.take().text) : 0
  cursor.expect(')')
  if (!(precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision)) throw cursor.wrong()
  return `numeric(${precision},${scale})`
}
