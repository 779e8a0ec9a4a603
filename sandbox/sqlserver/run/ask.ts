import type { PGlite } from '@electric-sql/pglite'
import type { Engine, Session } from '../../database/wire/engine.ts'
import { messagesIn, query } from '../../database/wire/messages.ts'
import type { Shape } from '../wire/columns.ts'

/** A column as the engine has it. */
export interface Field {
  name: string
  type: number
  modifier: number
}

export interface Answer {
  fields: readonly Field[]
  rows: readonly (readonly (string | null)[])[]
  /** How many rows it was about. */
  count: number
}

/** What the engine says when it cannot: its code, its words and what they are about. */
export class EngineError extends Error {
  readonly fields: ReadonlyMap<string, string>

  constructor(body: Buffer) {
    const parts = body.toString('utf8').split('\0').filter(Boolean)
    const fields = new Map(parts.map((one) => [one.charAt(0), one.slice(1)]))
    super(fields.get('M') ?? '')
    this.fields = fields
  }

  get code(): string {
    return this.fields.get('C') ?? ''
  }
}

/** Puts a statement of the engine to it; of several the last one's answer counts. */
export async function ask(engine: Engine, session: Session, sql: string): Promise<Answer> {
  let fields: Field[] = []
  let rows: (string | null)[][] = []
  let count = 0
  for (const { type, body } of messagesIn(await engine.ask(session, query(sql)))) {
    if (type === 'E') throw new EngineError(body)
    if (type === 'T') {
      fields = fieldsIn(body)
      rows = []
    }
    if (type === 'D') rows.push(rowIn(body))
    if (type === 'C') count = Number(/(\d+)\0$/.exec(body.toString('latin1'))?.[1] ?? 0)
  }
  return { fields, rows, count }
}

function fieldsIn(body: Buffer): Field[] {
  const found: Field[] = []
  let at = 2
  for (let left = body.readInt16BE(0); left > 0; left -= 1) {
    const end = body.indexOf(0, at)
    const name = body.toString('utf8', at, end)
    const type = body.readUInt32BE(end + 7)
    found.push({ name, type, modifier: body.readInt32BE(end + 13) })
    at = end + 19
  }
  return found
}

function rowIn(body: Buffer): (string | null)[] {
  const found: (string | null)[] = []
  let at = 2
  for (let left = body.readInt16BE(0); left > 0; left -= 1) {
    const length = body.readInt32BE(at)
    at += 4
    found.push(length < 0 ? null : body.toString('utf8', at, at + length))
    at += Math.max(length, 0)
  }
  return found
}

export type ShapeOf = (field: Field, rows: Answer['rows'], at: number) => Shape

/** Learns the numbers of the engine's types, and answers how a column is sent. */
export async function readShapes(db: PGlite): Promise<ShapeOf> {
  const { rows } = await db.query<{ oid: number; typname: string }>(
    'select oid::int4, typname from pg_type where typtype = $1',
    ['b'],
  )
  const names = new Map(rows.map((one) => [one.oid, one.typname]))
  return (field, answered, at) => {
    const { modifier } = field
    const name = names.get(field.type) ?? 'text'
    const most = modifier < 4 ? {} : { most: modifier - 4 }
    switch (name) {
      case 'int2':
        return { kind: 'int', bytes: 2 }
      case 'int4':
        return { kind: 'int', bytes: 4 }
      case 'int8':
        return { kind: 'int', bytes: 8 }
      case 'ms_bit':
      case 'bool':
        return { kind: 'bit' }
      case 'float4':
      case 'float8':
        return { kind: 'float' }
      case 'numeric':
        return { kind: 'decimal', scale: scaleOf(modifier, answered, at) }
      case 'date':
        return { kind: 'date' }
      case 'ms_datetime2':
        return { kind: 'datetime2', scale: modifier < 0 ? 7 : modifier }
      case 'ms_uniqueidentifier':
        return { kind: 'guid' }
      case 'bytea':
        return { kind: 'varbinary' }
      case 'ms_varchar':
        return { kind: 'varchar', ...most }
      default:
        return { kind: 'nvarchar', ...(name.startsWith('ms_') && most) }
    }
  }
}

/** The scale of a number that has none of its own is that of its longest value. */
function scaleOf(modifier: number, rows: Answer['rows'], at: number): number {
  if (modifier >= 4) return (modifier - 4) & 0x7ff
  return Math.max(0, ...rows.map((row) => row[at]?.split('.')[1]?.length ?? 0))
}
