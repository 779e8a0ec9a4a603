import { sql } from 'kysely'
import { audit } from '../accounts/index.ts'
import type { Homing } from '../homing.ts'
import { notFound } from '../platform/refused.ts'
import type { By } from './create.ts'
import { forgetRegistration } from './hooks/registration.ts'
import { settleAuthorisation } from './reauthorisation.ts'

/**
 * Removes a connection: its secrets are destroyed and nothing is read any more; a run under way
 * finds no token with its next request. What came home stays. What Homing entered at the vendor, to
 * be told of news, is taken off there. Throws Refused 404.
 */
export async function removeConnection(homing: Homing, by: By, id: number): Promise<void> {
  const place = { workspaceId: by.workspaceId, connectionId: id }
  const isForgotten = await forgetRegistration(homing, place)
  await homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const row = await tx
      .updateTable('connection')
      .set({
        deleted_at: new Date(homing.now()),
        sealed: null,
        sealed_version: sql`sealed_version + 1`,
        refresh_started_at: null,
        refresh_owner: null,
        refresh_lease_until: null,
      })
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .returning('name')
      .executeTakeFirst()
    if (!row) throw notFound('connection', id)
    // Its hook address leads nowhere any more, and what proved deliveries is destroyed.
    await tx.deleteFrom('hook_address').where('connection_id', '=', id).execute()
    await tx.deleteFrom('hook_key').where('connection_id', '=', id).execute()
    await tx.deleteFrom('hook_registration').where('connection_id', '=', id).execute()
    await tx.deleteFrom('signal').where('connection_id', '=', id).execute()
    // So are the secrets of the places its files were fetched from.
    await tx
      .updateTable('file_source')
      .set({ deleted_at: new Date(homing.now()), sealed: null })
      .where('connection_id', '=', id)
      .where('deleted_at', 'is', null)
      .execute()
    await tx.deleteFrom('authorisation').where('connection_id', '=', id).execute()
    await settleAuthorisation(tx, id)
    // One that waits ends with the next look at it, and says why.
    await tx
      .updateTable('run')
      .set({ waiting_until: sql<Date>`now()` })
      .where('connection_id', '=', id)
      .where('status', '=', 'waiting')
      .execute()
    await audit(tx, {
      actor: by,
      action: 'remove_connection',
      subject: 'connection',
      subjectId: id,
      sentence: `Removed the connection “${row.name}”; what came home stays.`,
      detail: isForgotten ? {} : { hookLeftAtService: true },
      at: homing.now(),
    })
  })
}
