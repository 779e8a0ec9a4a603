import type { SqlEngine, SqlRow, SqlStatement, SqlTarget } from '../../platform/sql/index.ts'
import type { Connector, Settings } from './connector.ts'

/** Present where there is no API: what is asked is a database, as its administrator shows it. */
export interface SqlPart {
  /** Where it is, and as whom it is asked; the password is the connection's (KeysPart). */
  target(settings: Settings): Omit<SqlTarget, 'password'>
}

/**
 * Whom the settings speak to: base URLs, or a database and how the line to it is kept. What was
 * entrusted to one place is sent to no other.
 */
export function placesOf(
  { baseUrls, sql }: Pick<Connector, 'baseUrls' | 'sql'>,
  settings: Settings,
): string[] {
  if (sql === undefined) return baseUrls(settings)
  const { engine, host, port, database, tls, caCertificate } = sql.target(settings)
  return [`${engine}://${host}:${port}/${database}`, tls, caCertificate ?? '']
}

/** What a connector may do with its database: ask it, paced and signed in. */
export interface VendorSql {
  engine: SqlEngine
  /**
   * Promises what VendorHttp.request does: pace and quota are respected across processes, what is
   * safe is repeated on faults that may pass, the address passed the SSRF guard, and each phase and
   * each answer has a bound. Throws Failure.
   */
  run(ask: SqlAsk): Promise<SqlRow[]>
}

export interface SqlAsk {
  statement: SqlStatement
  /** Which view or table it is about, by its name there: for sentences and for the run. */
  about: string
  /** May be done twice without harm; most may. */
  isSafe: boolean
}
