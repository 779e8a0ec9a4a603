/**
 * Authorisation in the browser: a person goes to the vendor's consent page and comes back with a
 * code. The state that goes with them is bound to them and their workspace, is kept hashed, lives
 * for ten minutes, and is spent by its first use.
 */
import { sql } from 'kysely'
import { beginAuthorisation } from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { findConnection } from './connection.ts'
import { connectorOf } from './connector.ts'
import type { By } from './create.ts'
import { counterpartOf } from './settings.ts'
import { hashOf, sealVisit } from './visit.ts'

const STATE_MINUTES = 10
/** Consent pages one connection may have open. */
const VISITS_MAX = 20

/**
 * Begins: answers the consent page to visit. redirectUri is where it leads back to. Throws Refused
 * where the connector knows no such authorisation.
 */
export async function authorise(
  homing: Homing,
  by: By,
  { connectionId, redirectUri }: { connectionId: number; redirectUri: string },
): Promise<string> {
  const place = { workspaceId: by.workspaceId, connectionId }
  return homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const { connector: id, settings } = await findConnection(tx, connectionId)
    const connector = connectorOf(homing, id)
    if (!connector.oauth2?.authorizeUrl) {
      throw new Refused(409, `${connector.title} is not authorised in the browser.`)
    }
    await sweep(tx, connectionId)
    const begun = await beginAuthorisation({ part: connector.oauth2, settings, redirectUri })
    const stateHash = hashOf(begun.state)
    const visit = { verifier: begun.verifier, counterpart: counterpartOf(connector, settings) }
    await tx
      .insertInto('authorisation')
      .values({
        state_hash: stateHash,
        workspace_id: by.workspaceId,
        connection_id: connectionId,
        user_id: by.id,
        sealed: sealVisit(homing.secrets, { ...place, stateHash }, visit),
        redirect_uri: redirectUri,
        expires_at: sql`clock_timestamp() + make_interval(mins => ${STATE_MINUTES})`,
      })
      .execute()
    return begun.url
  })
}

/** Clears what is too old, and refuses where too many pages are open still. */
async function sweep(tx: Tx, connectionId: number): Promise<void> {
  await tx
    .deleteFrom('authorisation')
    .where('connection_id', '=', connectionId)
    .where('expires_at', '<=', sql<Date>`clock_timestamp()`)
    .execute()
  const { count } = await tx
    .selectFrom('authorisation')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('connection_id', '=', connectionId)
    .executeTakeFirstOrThrow()
  if (count < VISITS_MAX) return
  throw new Refused(429, 'Too many authorisations of this connection were begun.', {
    remedy: `Finish one, or wait ${STATE_MINUTES} minutes.`,
    retryAfterSeconds: STATE_MINUTES * 60,
  })
}
