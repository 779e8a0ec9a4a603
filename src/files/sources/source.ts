import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { notFound } from '../../platform/refused.ts'
import type { Secrets } from '../../platform/secrets/index.ts'

/** Sources one connection may have. */
export const SOURCES_MAX = 10

export type SourceKind = 'folder' | 'sftp' | 'https'

/** Where a source is, without what is secret. */
export interface SourcePlace {
  /** A folder of the server, or of the SFTP server. */
  path?: string
  host?: string
  port?: number
  user?: string
  /** The address without what its query holds. */
  address?: string
  /** What the file of an address is called. */
  name?: string
}

export interface SourceSecrets {
  password?: string
  privateKey?: string
  passphrase?: string
  url?: string
}

export interface Source {
  id: number
  workspaceId: number
  connectionId: number
  kind: SourceKind
  place: SourcePlace
  sealed: Uint8Array | null
  pattern: string
  everyMinutes: number
  moveTo: string
  hostKey: string
  validators: Record<string, string>
  isOn: boolean
  nextAt: Date
  lookedAt: Date | null
  fault: string
  remedy: string
  failingSince: Date | null
}

/** A connection's sources, oldest first. */
export function sourcesOf(tx: Tx, connectionId: number): Promise<Source[]> {
  return sources(tx, sql`connection_id = ${connectionId}`)
}

/** Throws Refused 404 where there is none, or it was removed. */
export async function findSource(tx: Tx, id: number): Promise<Source> {
  const [found] = await sources(tx, sql`id = ${id}`)
  if (found === undefined) throw notFound('source', id)
  return found
}

async function sources(tx: Tx, where: ReturnType<typeof sql>): Promise<Source[]> {
  const { rows } = await sql<Source>`
    select id, workspace_id as "workspaceId", connection_id as "connectionId", kind, place, sealed,
      pattern, every_minutes as "everyMinutes", move_to as "moveTo", host_key as "hostKey",
      validators, is_on as "isOn", next_at as "nextAt", looked_at as "lookedAt", fault, remedy,
      failing_since as "failingSince"
    from file_source
    where workspace_id = homing_workspace() and deleted_at is null and ${where}
    order by id limit ${SOURCES_MAX}`.execute(tx)
  return rows
}

/** What it is called where there is no name to choose: what it is, and where. Pure. */
export function titleOf({ kind, place }: Pick<Source, 'kind' | 'place'>): string {
  if (kind === 'folder') return `Folder ${place.path}`
  if (kind === 'sftp') return `SFTP ${place.host}:${place.port} ${place.path}`
  return `Address ${place.address}`
}

/** Sealed for this row and no other. */
export function sealSource(
  secrets: Secrets,
  at: { workspaceId: number; id: number },
  held: SourceSecrets,
): Uint8Array {
  return secrets.seal(sealName(at), held)
}

/** Nothing where nothing is sealed. */
export function unsealSource(
  secrets: Secrets,
  at: Pick<Source, 'workspaceId' | 'id' | 'sealed'>,
): SourceSecrets {
  return at.sealed === null ? {} : secrets.open<SourceSecrets>(sealName(at), at.sealed)
}

function sealName({ workspaceId, id }: { workspaceId: number; id: number }): string {
  return `file_source:${workspaceId}:${id}`
}
