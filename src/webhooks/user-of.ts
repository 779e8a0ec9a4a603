import { sql, type RawBuilder } from 'kysely'

/** The person who uses an address: of several, the one it is primary for, else the first met. */
export function userOf(workspaceId: number, addressId: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(
    select u.person_id from person_address u
    where u.workspace_id = ${workspaceId} and u.address_id = ${addressId}
    order by u.ended_at is null desc, u.is_primary desc, u.person_id limit 1)`
}
