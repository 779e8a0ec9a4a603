import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'

/** A table to COPY into, apart from Homing: same columns, keys, indexes and partitions. */
export interface CopyTarget {
  /** Copies rows in COPY's text format, in one transaction, and answers its milliseconds. */
  copy(text: string): Promise<number>
  close(): Promise<void>
}

const CHUNK_BYTES = 256 * 1024
const FIRST_MONTH = '2025-01-01'
const MONTHS = 16

/** The same columns and the same indexes, without the fence: what a plain COPY would fill. */
export const COPY_TABLE = `
  create table bare_event (like event including all) partition by range (occurred_at);
  do $$
  declare month timestamp := '${FIRST_MONTH}';
  begin
    for n in 1..${MONTHS} loop
      execute format('create table %I partition of bare_event for values from (%L) to (%L)',
        'bare_event_' || n, month at time zone 'UTC',
        (month + interval '1 month') at time zone 'UTC');
      month := month + interval '1 month';
    end loop;
  end $$`

export const COPY_COLUMNS = `occurred_at, key, workspace_id, address_id, campaign_id, receipt_id,
  link_id, detail_id, agent_id, kind, flags`

/** COPY from the client's side, as psql's \copy does it, over the driver's own connection. */
export async function copyIntoPostgres(url: string): Promise<CopyTarget> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(COPY_TABLE)
  return {
    async copy(text) {
      const bytes = Buffer.from(text)
      const started = performance.now()
      await new Promise<void>((done, fail) => {
        client.query(copyIn(bytes, (error) => (error ? fail(error) : done())))
      })
      return performance.now() - started
    },
    close: () => client.end(),
  }
}

/** COPY out of memory, which is what the embedded database offers. dataDir: a migrated folder. */
export async function copyIntoPglite(dataDir: string): Promise<CopyTarget> {
  const db = await PGlite.create({ dataDir, relaxedDurability: false })
  await db.exec(COPY_TABLE)
  return {
    async copy(text) {
      const blob = new Blob([text])
      const started = performance.now()
      await db.query(`copy bare_event (${COPY_COLUMNS}) from '/dev/blob'`, [], { blob })
      return performance.now() - started
    },
    close: () => db.close(),
  }
}

/** The part of the driver's connection that a COPY needs. */
interface CopyConnection {
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/** The driver has no COPY of its own, but lets a query answer the server's messages itself. */
function copyIn(bytes: Buffer, ended: (error?: Error) => void): pg.Submittable {
  const query = {
    submit(connection: CopyConnection) {
      connection.query(`copy bare_event (${COPY_COLUMNS}) from stdin`)
    },
    handleCopyInResponse(connection: CopyConnection) {
      for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
        connection.sendCopyFromChunk(bytes.subarray(from, from + CHUNK_BYTES))
      }
      connection.endCopyFrom()
    },
    handleCommandComplete: () => undefined,
    handleError: (error: Error) => ended(error),
    handleReadyForQuery: () => ended(),
  }
  return query as unknown as pg.Submittable
}
