import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

/** From the zone furthest ahead to the one furthest behind, and clocks that are not right. */
const ZONES = '27 hours'

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
  /** The earliest moment its date can mean, where one is told without its zone. */
  earliest: number | null
}

/**
 * What becomes of an opt-out that is told: the address had none of its kind; it is one that is
 * known; or whoever had left came back and left anew.
 */
export type ToldAs = 'first' | 'known' | 'anew'

/**
 * What opt-outs are that a system tells without a date, or with one that has no zone, with each
 * read again. Anew is told of whom the address had come back there since the last of them was:
 * where a return of ours was taken and read back, or, at an ESP, where all its contacts were read
 * and it was mailed. The same date is the same leaving, though: an ESP may have another record of
 * the address that it mails. Whoever is not among them has left once, however often it is told.
 */
export async function toldAs(
  tx: Tx,
  { workspaceId, connectionId, isCrm }: Place,
  told: readonly Undated[],
): Promise<ToldAs[]> {
  if (told.length === 0) return []
  const { rows } = await sql<{ as: ToldAs }>`
    select case when last.at is null then 'first'
      when (latest.at is null or (latest.at > last.at and not last.is_same))
        and (exists (select from write_back w
            where w.workspace_id = ${workspaceId} and w.connection_id = ${connectionId}
              and w.address_id = t.address_id and w.kind = 'consent' and w.topic_id is null
              and w.wanted = 'in' and w.status = 'done' and w.called = 'resubscribe'
              and w.called_at > last.at)
          or (${!isCrm} and exists (select from contact k
            join write_back_lane l on l.workspace_id = k.workspace_id
              and l.connection_id = k.connection_id
            where k.workspace_id = ${workspaceId} and k.connection_id = ${connectionId}
              and k.address_id = t.address_id and k.gone_at is null
              and k.permission <> all (l.unmailable_words) and l.contacts_read_at > last.at)))
        then 'anew' else 'known' end as as
    from unnest(${told.map((one) => one.addressId)}::integer[],
      ${told.map((one) => one.naturalKey)}::text[],
      ${told.map((one) => one.earliest)}::bigint[]) with ordinality as t (address_id, key, ms, n)
    cross join lateral (select to_timestamp(t.ms / 1000.0) + ${ZONES}::interval as at) latest
    cross join lateral (
      select max(f.occurred_at) as at, bool_or(f.natural_key = t.key || ':' || t.ms) as is_same
      from consent_fact f
      where f.workspace_id = ${workspaceId} and f.address_id = t.address_id
        and starts_with(f.natural_key, t.key)
    ) last
    order by t.n`.execute(tx)
  return rows.map((row) => row.as)
}
