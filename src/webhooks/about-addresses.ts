import { sql } from 'kysely'
import { whyInvalid } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { News, Subject } from './bodies.ts'
import { userOf } from './user-of.ts'
import { cut, iso } from './words.ts'

interface AddressRow {
  id: number
  addressId: number
  address: string
  channel: 'email' | 'fax'
  personId: number | null
  isValid: boolean
  reason: string | null
  since: Date | null
  madeAt: Date
}

/** How the validity of addresses stands now; by delivery. Erased ones are left out. */
export async function aboutAddresses(
  tx: Tx,
  workspaceId: number,
  subjects: readonly Subject[],
): Promise<Map<number, News>> {
  const { reason, since } = whyInvalid('a')
  const { rows } = await sql<AddressRow>`
    select s.id, a.id as "addressId", a.address, a.kind as channel,
      ${userOf(workspaceId, sql`a.id`)} as "personId", a.is_valid as "isValid",
      ${reason} as reason, ${since} as since, s.made_at as "madeAt"
    from unnest(${subjects.map((one) => one.id)}::integer[],
      ${subjects.map((one) => one.subjectId)}::integer[],
      ${subjects.map((one) => one.madeAt)}::timestamptz[]) as s (id, address_id, made_at)
    join address a on a.workspace_id = ${workspaceId} and a.id = s.address_id
    where a.erased_at is null`.execute(tx)
  return new Map(
    rows.map(({ id, since: invalidSince, madeAt, ...row }) => [
      id,
      {
        at: (invalidSince ?? madeAt).getTime(),
        data: { ...row, reason: cut(row.reason), since: iso(invalidSince) },
      },
    ]),
  )
}
