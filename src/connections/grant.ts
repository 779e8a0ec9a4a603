import { Failure, type Settings } from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { unseal, type Grant, type Place, type Sealed } from './sealed.ts'

/** A connection's grant as it stands, with all that renewing it needs. */
export interface HeldGrant {
  connector: string
  settings: Settings
  sealed: Sealed
  grant: Grant
  /** Changes with the tokens, and with nothing else. */
  version: number
  isLeased: boolean
  /** A renewal that was begun and did not end: the refresh token may be spent already. */
  renewalBegunAt: Date | null
  /** When tokens were asked for, as far as the vendor still counts it. */
  tokenCalls: Date[]
}

/**
 * Reads the grant. Throws Failure('unauthorised') where there is none: never given, gone, or the
 * connection removed.
 */
export async function heldGrant(
  tx: Tx,
  homing: Homing,
  place: Place,
  { forUpdate = false } = {},
): Promise<HeldGrant> {
  const row = await tx
    .selectFrom('connection')
    .select(['connector', 'status', 'settings', 'sealed', 'sealed_version as version'])
    .select(['refresh_started_at', 'token_calls'])
    .select(({ eb, fn }) =>
      eb('refresh_lease_until', '>', fn<Date>('clock_timestamp')).as('is_leased'),
    )
    .where('id', '=', place.connectionId)
    .where('deleted_at', 'is', null)
    .$if(forUpdate, (query) => query.forUpdate())
    .executeTakeFirst()
  if (!row) throw without('The connection was removed.', '')
  if (row.status === 'needs_reauthorisation') {
    throw without('The vendor no longer accepts the authorisation.')
  }
  const sealed = row.sealed && unseal(homing.secrets, place, row.sealed)
  if (!sealed?.grant) throw without('The connection was not authorised yet.')
  return {
    connector: row.connector,
    settings: row.settings as Settings,
    sealed,
    grant: sealed.grant,
    version: row.version,
    isLeased: row.is_leased === true,
    renewalBegunAt: row.refresh_started_at,
    tokenCalls: row.token_calls,
  }
}

function without(sentence: string, remedy = 'Authorise the connection.'): Failure {
  return new Failure('unauthorised', sentence, { whoMustAct: 'you', remedy })
}
