import { sql } from 'kysely'
import { connectorOf, listConnections } from '../../connections/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'

/** Rows shown of a person at most. */
const TOLD_MAX = 200

interface Of {
  workspaceId: number
  personId: number
}

/** What one system was told of one address. Times are ISO 8601. */
export interface ToldOfPerson {
  connectionId: number
  connectionName: string
  addressId: number
  address: string
  /** Null: everything. */
  topic: string | null
  wanted: 'out' | 'in' | 'moved' | 'invalid' | 'valid'
  status:
    | 'waiting'
    | 'held'
    | 'confirming'
    | 'done'
    | 'not_needed'
    | 'not_permitted'
    | 'refused'
    | 'failed'
  outcome: string
  since: string
  calledAt: string | null
  acknowledgedAt: string | null
  nextTryAt: string | null
}

/** What every system was told of a person's addresses, and what became of it. */
export async function toldOfPerson(
  tx: Tx,
  { workspaceId, personId }: Of,
  now: number,
): Promise<ToldOfPerson[]> {
  const { rows } = await sql<
    Omit<ToldOfPerson, 'since' | 'calledAt' | 'acknowledgedAt' | 'nextTryAt'> & {
      since: Date
      called_at: Date | null
      acknowledged_at: Date | null
      next_ms: number
    }
  >`
    select w.connection_id as "connectionId", c.name as "connectionName",
      w.address_id as "addressId", a.address, t.name as topic, w.wanted, w.status, w.outcome,
      w.caused_at as since, w.called_at, w.acknowledged_at,
      greatest(extract(epoch from greatest(w.next_try_at, l.paused_until, '1970-01-01')) * 1000,
        ${now})::float8 as next_ms
    from person_address p
    join write_back w on w.workspace_id = p.workspace_id and w.address_id = p.address_id
    join write_back_lane l on l.workspace_id = w.workspace_id
      and l.connection_id = w.connection_id
    join connection c on c.workspace_id = w.workspace_id and c.id = w.connection_id
      and c.deleted_at is null
    join address a on a.workspace_id = w.workspace_id and a.id = w.address_id
    left join topic t on t.workspace_id = w.workspace_id and t.id = w.topic_id
    where p.workspace_id = ${workspaceId} and p.person_id = ${personId} and p.ended_at is null
    order by a.address, c.name, w.topic_id nulls first, w.kind limit ${TOLD_MAX}`.execute(tx)
  return rows.map(({ called_at, acknowledged_at, next_ms, ...row }) => ({
    ...row,
    since: row.since.toISOString(),
    calledAt: called_at?.toISOString() ?? null,
    acknowledgedAt: acknowledged_at?.toISOString() ?? null,
    nextTryAt: row.status === 'waiting' ? new Date(next_ms).toISOString() : null,
  }))
}

/** What one system will make of a person who comes back. */
export interface ReturnOverConnection {
  connectionId: number
  connectionName: string
  /** By what was last read of it; null: nobody knows, and it is looked at when it is told. */
  holdsOptOut: boolean | null
  permits: boolean
  /** What it permits and does, for people. */
  sentence: string
}

/** What lifting an opt-out would do at each system, before it is done. */
export async function previewReturn(
  tx: Tx,
  homing: Homing,
  { workspaceId, personId }: Of,
): Promise<ReturnOverConnection[]> {
  const { rows } = await sql<{ id: number; held: number; mailed: number }>`
    select l.connection_id as id,
      (count(*) filter (where k.permission = any (l.unmailable_words)))::integer as held,
      (count(*) filter (where k.permission <> all (l.unmailable_words)))::integer as mailed
    from write_back_lane l
    cross join person_address p
    join contact k on k.workspace_id = l.workspace_id and k.connection_id = l.connection_id
      and k.address_id = p.address_id and k.gone_at is null
    where l.workspace_id = ${workspaceId} and p.workspace_id = ${workspaceId}
      and p.person_id = ${personId} and p.ended_at is null
    group by l.connection_id`.execute(tx)
  const known = new Map(rows.map((row) => [row.id, row]))
  return (await listConnections(tx)).map(({ id, name, connector }) => {
    const { consent, title } = connectorOf(homing, connector)
    const counts = known.get(id)
    return {
      connectionId: id,
      connectionName: name,
      holdsOptOut: counts === undefined ? null : counts.held > 0,
      permits: consent?.resubscribe !== undefined,
      sentence:
        consent?.rules.resubscribe
        ?? `Homing cannot tell ${title}: bring the person back there by hand, if it lets you.`,
    }
  })
}
