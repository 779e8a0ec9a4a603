import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

interface Place {
  workspaceId: number
  connectionId: number
  /** A CRM may have several records of one address, and of these one that is marked. */
  isCrm: boolean
}

/** An opt-out without a date, by the key that is the same whenever it is told. */
export interface Undated {
  addressId: number
  naturalKey: string
}

/**
 * Of opt-outs a system tells without a date, with each read again: those that are told anew, for
 * the address had come back there since the last of them was. It had where a return of ours was
 * taken and read back, or, at an ESP, where all its contacts were read and it was mailed. Whoever
 * is not among them has left once, however often it is told.
 */
export async function leftAnew(
  tx: Tx,
  { workspaceId, connectionId, isCrm }: Place,
  told: readonly Undated[],
): Promise<Set<number>> {
  if (told.length === 0) return new Set()
  const { rows } = await sql<{ id: number }>`
    select t.address_id as id
    from unnest(${told.map((one) => one.addressId)}::integer[],
      ${told.map((one) => one.naturalKey)}::text[]) as t (address_id, key)
    cross join lateral (
      select max(f.occurred_at) as at from consent_fact f
      where f.workspace_id = ${workspaceId} and f.address_id = t.address_id
        and starts_with(f.natural_key, t.key)
    ) last
    where exists (select from write_back w
        where w.workspace_id = ${workspaceId} and w.connection_id = ${connectionId}
          and w.address_id = t.address_id and w.kind = 'consent' and w.topic_id is null
          and w.wanted = 'in' and w.status = 'done' and w.called = 'resubscribe'
          and w.called_at > last.at)
      or (${!isCrm} and exists (select from contact k
        join write_back_lane l on l.workspace_id = k.workspace_id
          and l.connection_id = k.connection_id
        where k.workspace_id = ${workspaceId} and k.connection_id = ${connectionId}
          and k.address_id = t.address_id and k.gone_at is null
          and k.permission <> all (l.unmailable_words) and l.contacts_read_at > last.at))
    `.execute(tx)
  return new Set(rows.map((row) => row.id))
}
