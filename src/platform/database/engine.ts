/** What a statement answered: plain objects; int8 comes as a number, timestamptz as a Date. */
export interface Result<Row = Record<string, unknown>> {
  rows: Row[]
  rowCount: number
}

/** One database session, held by one user at a time. */
export interface Session {
  query<Row = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Result<Row>>
  /** Several statements in one text, without values. */
  script(text: string): Promise<void>
  /** isBroken: the session is thrown away instead of being lent again. */
  release(isBroken?: boolean): void
}

/**
 * An open database. lend() gives a session under the application's role, lendAsOwner() one under
 * the role that owns the tables: migrations and the job queue's own upkeep, nothing else.
 */
export interface Engine {
  kind: 'pglite' | 'postgres'
  /** Where the embedded database lies; null in memory, and on a server. */
  folder: string | null
  /** Where the server is reached; absent where it is by a socket, and of the embedded one. */
  server?: { host: string; port: number }
  lend(): Promise<Session>
  lendAsOwner(): Promise<Session>
  close(): Promise<void>
}

/**
 * Passes a driver's error on without the statement, the values and the row it concerns: they hold
 * addresses, and an error may be logged.
 */
export function rethrowPlain(error: unknown): never {
  if (error instanceof Error) {
    for (const name of ['query', 'params', 'queryOptions', 'detail', 'where', 'internalQuery']) {
      delete (error as unknown as Record<string, unknown>)[name]
    }
  }
  throw error
}
