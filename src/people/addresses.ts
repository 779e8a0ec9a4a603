import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'
import { whyInvalid } from './validity.ts'

/** Others who use an address, named at most; the rest is counted. */
const SHARERS_MAX = 20

/** An address in the hands of one person, now or once. */
export interface AddressOfPerson {
  id: number
  kind: 'email' | 'fax'
  address: string
  isPrimary: boolean
  isValid: boolean
  invalidReason: string | null
  invalidSince: Date | null
  /** Soft bounces in a row, valid or not, and when the first of them was. */
  softBounces: number
  softBouncesSince: Date | null
  endedAt: Date | null
  /** Other people who use it now. */
  sharedWith: number
  /** The first of them, by name. */
  sharers: { id: number; name: string }[]
}

/** Addresses of a person: the primary one first, those that were corrected last. */
export async function addressesOfPerson(
  tx: Tx,
  workspaceId: number,
  personId: number,
): Promise<AddressOfPerson[]> {
  const { reason, since } = whyInvalid('a')
  const { rows } = await sql<AddressOfPerson>`
    select a.id, a.kind, a.address, pa.is_primary and pa.ended_at is null as "isPrimary",
      a.is_valid as "isValid",
      ${reason} as "invalidReason", ${since} as "invalidSince",
      a.soft_count as "softBounces", a.soft_first_at as "softBouncesSince",
      pa.ended_at as "endedAt",
      others.many as "sharedWith", coalesce(others.named, '[]') as sharers
    from person_address pa
    join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
    cross join lateral (
      select count(*)::integer as many,
        jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name) order by o.place)
          filter (where o.place <= ${SHARERS_MAX}) as named
      from (
        select p.id, p.name, row_number() over (order by lower(p.name), p.id) as place
        from person_address u
        join person p on p.workspace_id = u.workspace_id and p.id = u.person_id
        where u.workspace_id = pa.workspace_id and u.address_id = pa.address_id
          and u.person_id <> pa.person_id and u.ended_at is null
      ) o
    ) others
    where pa.workspace_id = ${workspaceId} and pa.person_id = ${personId}
    order by pa.ended_at desc nulls first, pa.is_primary desc, pa.started_at, a.id`.execute(tx)
  return rows
}

/** The name of a person; refuses where there is none. */
export async function personName(tx: Tx, workspaceId: number, personId: number): Promise<string> {
  const person = await tx
    .selectFrom('person')
    .select('name')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', personId)
    .executeTakeFirst()
  if (person === undefined) throw notFound('person', personId)
  return person.name
}
