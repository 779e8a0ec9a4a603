import { sql } from 'kysely'
import { ERASED_TEXT } from './erased/veil.ts'
import type { Batch } from './path.ts'

/** Keeps by which id the ESP knows an address, so that a row of ours can be found there. */
export async function rememberContact(batch: Batch): Promise<void> {
  if (!batch.hasContacts) return
  const ids = new Map<string, { addressId: number; contactId: string }>()
  for (const { addressId, event } of batch.lines) {
    const { contactId } = event
    if (contactId === undefined || contactId === ERASED_TEXT) continue
    ids.set(`${addressId} ${contactId}`, { addressId, contactId })
  }
  if (ids.size === 0) return
  const pairs = [...ids.values()]
  await sql`
    insert into contact_identity (workspace_id, connection_id, address_id, external_id)
    select ${batch.workspaceId}, ${batch.connectionId}, s.address_id, s.external_id
    from unnest(${`{${pairs.map((pair) => pair.addressId).join()}}`}::integer[],
      ${pairs.map((pair) => pair.contactId)}::text[]) as s (address_id, external_id)
    where not exists (
      select from contact_identity k
      where k.workspace_id = ${batch.workspaceId} and k.connection_id = ${batch.connectionId}
        and k.address_id = s.address_id and k.external_id = s.external_id)
    on conflict do nothing`.execute(batch.tx)
}
