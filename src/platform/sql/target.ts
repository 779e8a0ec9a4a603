/** MariaDB is asked as MySQL is. */
export const SQL_ENGINES = ['postgresql', 'mysql', 'sqlserver'] as const

export type SqlEngine = (typeof SQL_ENGINES)[number]

/** A database of somebody else's, and as whom it is asked. */
export interface SqlTarget {
  engine: SqlEngine
  host: string
  port: number
  database: string
  user: string
  password: string
  /** required: with a certificate that holds. off: everything travels readable. */
  tls: 'required' | 'off'
  /** PEM, of an authority of the firm's own; absent: those Node.js knows. */
  caCertificate?: string
}

export interface SqlLimits {
  /** Until a session can be used: name look-up, TLS and sign-in included. */
  connectMs: number
  /** One statement, as the server is told; and a little longer, until we no longer wait. */
  statementMs: number
  /** A session nobody uses is ended after so long. */
  idleMs: number
  /** Bytes of one answer, as they come over the line. */
  answerBytesMax: number
}

export const SQL_LIMITS: SqlLimits = {
  connectMs: 10_000,
  statementMs: 60_000,
  idleMs: 15_000,
  answerBytesMax: 64 * 1024 * 1024,
}

/** How much longer than the server we wait for a statement. */
export const GRACE_MS = 5_000
