import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

/** What an ESP was just seen to hold of a contact, between two reads of all of them. */
export async function noteContact(
  tx: Tx,
  at: { workspaceId: number; connectionId: number; addressId: number },
  permission: string,
): Promise<void> {
  await sql`
    update contact set permission = ${permission}, changed_at = now()
    where workspace_id = ${at.workspaceId} and connection_id = ${at.connectionId}
      and address_id = ${at.addressId} and permission <> ${permission}`.execute(tx)
}
