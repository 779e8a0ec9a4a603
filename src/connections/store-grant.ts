import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import type { Secrets } from '../platform/secrets/index.ts'
import { settleAuthorisation } from './reauthorisation.ts'
import { makeDue } from './schedules.ts'
import { sealFor, type Place, type Sealed } from './sealed.ts'

/**
 * Stores tokens that were received just now: the connection works again, unless somebody paused
 * it. Every renewal that is under way on the tokens before finds its version gone.
 */
export async function storeGrant(
  tx: Tx,
  secrets: Secrets,
  place: Place,
  sealed: Sealed,
): Promise<void> {
  const before = await tx
    .selectFrom('connection')
    .select('status')
    .where('id', '=', place.connectionId)
    .executeTakeFirstOrThrow()
  if (before.status !== 'active') await makeDue(tx, place.connectionId)
  await tx
    .updateTable('connection')
    .set({
      sealed: sealFor(secrets, place, sealed),
      sealed_version: sql`sealed_version + 1`,
      refresh_started_at: null,
      refresh_owner: null,
      refresh_lease_until: null,
      status: sql`case status when 'paused' then 'paused' else 'active' end`,
    })
    .where('id', '=', place.connectionId)
    .execute()
  await settleAuthorisation(tx, place.connectionId)
}
