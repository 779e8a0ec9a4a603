/** What can go wrong when a database is asked. */
export type SqlFaultKind =
  /** The SSRF guard said no. Nothing was sent. */
  | 'address_forbidden'
  | 'unknown_host'
  | 'connect_timeout'
  /** Refused, reset or cut short; of a statement nobody knows whether it was done. */
  | 'connection'
  /** No TLS there, or a certificate that does not hold. */
  | 'tls'
  /** User name or password are not accepted. */
  | 'login'
  | 'no_database'
  /** The user has no right to it. */
  | 'forbidden'
  /** No such table, view or column. */
  | 'missing'
  /** Too many sessions. */
  | 'full'
  /** A deadlock or a lock nobody gave back, or the server goes down or has a fault. */
  | 'busy'
  | 'statement_timeout'
  /** Another row has this key. */
  | 'duplicate'
  /** A value does not fit its column, or another rule of the table is against it. */
  | 'value'
  /** Any other refusal. */
  | 'refused'
  /** Longer than the cap. */
  | 'too_large'
  /** The caller's own signal. */
  | 'aborted'

/** A fault names its kind and the server's own code, never a value and none of its words. */
export class SqlFault extends Error {
  readonly kind: SqlFaultKind
  readonly code: string

  constructor(kind: SqlFaultKind, code = '', options: { cause?: unknown } = {}) {
    super(code === '' ? kind : `${kind} (${code})`, options)
    this.name = 'SqlFault'
    this.kind = kind
    this.code = code
  }
}

const UNREACHED: readonly string[] = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'ESOCKET',
  'PROTOCOL_CONNECTION_LOST',
]

const TLS = /^(ERR_TLS|ERR_SSL|EPROTO$|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH)/

/** What the line itself says, whichever engine is behind it; null: it says nothing. */
export function faultOfLine(error: unknown): SqlFault | null {
  if (error instanceof SqlFault) return error
  const code = codeOf(error)
  if (TLS.test(code)) return new SqlFault('tls', code)
  return UNREACHED.includes(code) ? new SqlFault('connection', code) : null
}

/** The code a driver gives an error; empty where it gives none. */
export function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' || typeof code === 'number' ? String(code) : ''
}
