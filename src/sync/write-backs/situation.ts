import { sql } from 'kysely'
import type { RemoteGroup } from '../../connectors/index.ts'
import { wishOf, type HoldsElsewhere } from '../../consent/index.ts'
import type { DueWriteBack } from '../../outbox/index.ts'
import type { Tx } from '../../platform/database/index.ts'

/** Lists a contact is brought back to at most. */
const LISTS_MAX = 50

interface At {
  workspaceId: number
  connectionId: number
  row: DueWriteBack
}

export interface Known {
  holds: HoldsElsewhere
  groups: RemoteGroup[]
  isShared: boolean
}

/** What Homing knows at this moment about what a write-back is to say. */
export async function known(tx: Tx, at: At, now: number): Promise<Known> {
  const { workspaceId, row } = at
  const { addressId, topicId } = row
  return {
    holds: await wishOf(tx, { workspaceId, addressId, topicId, now }),
    groups: await groupsOf(tx, at),
    isShared: row.fromAddressId !== null && (await isUsed(tx, workspaceId, row.fromAddressId)),
  }
}

/** Whether the row still asks for what it asked for when it was taken. */
export async function isStillDue(tx: Tx, { workspaceId, row }: At): Promise<boolean> {
  const { rows } = await sql`
    select from write_back where workspace_id = ${workspaceId} and id = ${row.id}
      and version = ${row.version} and status = 'waiting' for update`.execute(tx)
  return rows.length > 0
}

/**
 * Lists a contact that comes back belongs on: those it is on, and those it lost with its opt-out;
 * none that stands for a topic the person left.
 */
export async function listsToReturnTo(
  tx: Tx,
  { workspaceId, connectionId, row }: At,
  optedOutAt: number | null,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select l.external_id as id
    from list_member m
    join list l on l.workspace_id = m.workspace_id and l.id = m.list_id
    where m.workspace_id = ${workspaceId} and m.address_id = ${row.addressId}
      and l.connection_id = ${connectionId} and l.gone_at is null
      and (m.gone_at is null
        or m.gone_at >= ${optedOutAt === null ? null : new Date(optedOutAt)}::timestamptz)
      and not exists (
        select from topic_mapping t
        join address_to_leave o on o.workspace_id = t.workspace_id and o.topic_id = t.topic_id
        where t.workspace_id = l.workspace_id and t.connection_id = l.connection_id
          and t.kind = 'list' and t.external_id = l.external_id and o.address_id = m.address_id)
    order by l.id limit ${LISTS_MAX}`.execute(tx)
  return rows.map(({ id }) => id)
}

/** What stands for the write-back's topic there; nothing where it is about everything. */
export async function groupsOf(
  tx: Tx,
  { workspaceId, connectionId, row }: At,
): Promise<RemoteGroup[]> {
  if (row.topicId === null) return []
  const { rows } = await sql<RemoteGroup>`
    select kind, external_id as id from topic_mapping
    where workspace_id = ${workspaceId} and connection_id = ${connectionId}
      and topic_id = ${row.topicId} and retired_at is null
    order by kind, external_id`.execute(tx)
  return rows
}

async function isUsed(tx: Tx, workspaceId: number, addressId: number): Promise<boolean> {
  const { rows } = await sql`
    select from person_address where workspace_id = ${workspaceId} and address_id = ${addressId}
      and ended_at is null limit 1`.execute(tx)
  return rows.length > 0
}
