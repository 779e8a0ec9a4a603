import { sql } from 'kysely'
import type { Connector, Settings } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'

/**
 * A connection's connector as it reads now: by its settings where reading depends on them, and
 * where people make how it reads, by the mapping in force. One without a mapping yet is answered as
 * it is, and finds nothing readable.
 */
export async function readingConnector(
  tx: Tx,
  connector: Connector,
  connectionId: number,
): Promise<Connector> {
  if (connector.readAs !== undefined) {
    const { settings } = await tx
      .selectFrom('connection')
      .select('settings')
      .where('id', '=', connectionId)
      .executeTakeFirstOrThrow()
    return { ...connector, ...connector.readAs(settings as Settings) }
  }
  if (connector.readBy === undefined) return connector
  const mapping = await mappingInForce(tx, connectionId)
  if (mapping === null) return connector
  return { ...connector, ...connector.readBy.bind(mapping.rules, mapping.version) }
}

export interface KeptMapping {
  version: number
  name: string
  rules: unknown
  madeBy: string
  /** Epoch milliseconds. */
  madeAt: number
}

/** Null before one was saved. */
export async function mappingInForce(tx: Tx, connectionId: number): Promise<KeptMapping | null> {
  const { rows } = await sql<Omit<KeptMapping, 'madeAt'> & { at: Date }>`
    select version, name, rules, made_by as "madeBy", made_at as at from file_mapping
    where workspace_id = homing_workspace() and connection_id = ${connectionId}
    order by version desc limit 1`.execute(tx)
  const [row] = rows
  if (row === undefined) return null
  const { at, ...mapping } = row
  return { ...mapping, madeAt: at.getTime() }
}
