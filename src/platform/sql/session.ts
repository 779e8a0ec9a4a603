import type { CompiledSql } from './compile.ts'
import type { SqlLimits, SqlTarget } from './target.ts'

/** A value of an answer: engines spell them differently, and whoever reads one must know both. */
export type SqlCell = string | number | boolean | null

export type SqlRow = Readonly<Record<string, SqlCell>>

/** An open session at a server. One statement at a time. */
export interface SqlSession {
  /** Throws what the driver throws. */
  run(statement: CompiledSql): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** So many came over the line since it is open. */
  bytesRead(): number
  /** Takes leave. */
  end(): void
  /** Cuts it, whatever it is doing. */
  destroy(): void
}

export interface SqlDriver {
  /** Connects to exactly that address; target.host is the name a certificate must bear. */
  open(target: SqlTarget, address: string, limits: SqlLimits): Promise<SqlSession>
  /** The fault an error of the driver means; null: it is our own mistake. */
  judge(error: unknown): import('./fault.ts').SqlFault | null
}

/** A cell as any engine's driver gives it. */
export function cellOf(value: unknown): SqlCell {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  // MySQL tells a bit as a byte.
  if (value instanceof Uint8Array) {
    return value.length === 1 ? value[0]! : Buffer.from(value).toString('hex')
  }
  if (typeof value === 'number' || typeof value === 'boolean') return value
  return typeof value === 'string' ? value : String(value)
}
