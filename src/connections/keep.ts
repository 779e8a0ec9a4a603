import { Failure, type Tokens } from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { realClock } from '../platform/http/index.ts'
import { unseal, type Grant, type Place } from './sealed.ts'
import { storeGrant } from './store-grant.ts'

/** A new pair that cannot be stored is lost for good, so a fault of the database is outlived. */
const KEEP_TRIES_MAX = 5
const KEEP_PAUSE_MS = 200

/**
 * Keeps a new pair: answers the grant that is in force now, which is another one where somebody
 * stored theirs first. Throws Failure('unauthorised') where the connection was removed.
 */
export async function keep(
  homing: Homing,
  place: Place,
  version: number,
  tokens: Tokens,
): Promise<Grant> {
  const sleep = homing.sleep ?? realClock.sleep
  for (let tryNo = 1; ; tryNo++) {
    try {
      return await homing.database.inWorkspace(place.workspaceId, (tx) =>
        store(tx, homing, place, { version, tokens }),
      )
    } catch (error) {
      if (error instanceof Failure || tryNo === KEEP_TRIES_MAX) throw error
      homing.log.error({ err: error, tryNo }, 'renewed tokens could not be stored')
      await sleep(KEEP_PAUSE_MS * 2 ** (tryNo - 1))
    }
  }
}

/**
 * Stores the pair even where the lease has ended meanwhile, or somebody else took its refresh token
 * for refused: it is the one pair the vendor accepts now.
 */
async function store(
  tx: Tx,
  homing: Homing,
  place: Place,
  { version, tokens }: { version: number; tokens: Tokens },
): Promise<Grant> {
  const row = await tx
    .selectFrom('connection')
    .select(['sealed', 'sealed_version'])
    .where('id', '=', place.connectionId)
    .where('deleted_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  const sealed = row?.sealed ? unseal(homing.secrets, place, row.sealed) : null
  if (!sealed?.grant) {
    throw new Failure('unauthorised', 'The connection was removed.', { whoMustAct: 'you' })
  }
  if (row!.sealed_version !== version) return sealed.grant
  const grant: Grant = {
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken ?? sealed.grant.refreshToken,
    expiresAt: tokens.expiresAt,
    scopes: tokens.scopes ?? sealed.grant.scopes,
    receivedAt: homing.now(),
  }
  await storeGrant(tx, homing.secrets, place, { ...sealed, grant })
  return grant
}
