import { sql } from 'kysely'
import { ERASED_TEXT } from '../ledger/index.ts'
import type { Tx } from '../platform/database/index.ts'

/** The details of a contact as an ESP was just seen to hold them. */
export interface DetailsSeen {
  addressId: number
  firstName: string
  lastName: string
  jobTitle: string
  company: string
  values: Record<string, string>
}

/** Keeps what contacts were just seen to hold, between two reads of all of them. */
export async function noteDetails(
  tx: Tx,
  at: { workspaceId: number; connectionId: number },
  seen: readonly DetailsSeen[],
): Promise<void> {
  if (seen.length === 0) return
  await sql`
    update contact k set first_name = r."firstName", last_name = r."lastName",
      job_title = r."jobTitle", company = r.company, details = r.values, changed_at = now()
    from jsonb_to_recordset(${JSON.stringify(seen)}::jsonb) as r ("addressId" integer,
      "firstName" text, "lastName" text, "jobTitle" text, company text, values jsonb)
    where k.workspace_id = ${at.workspaceId} and k.connection_id = ${at.connectionId}
      and k.address_id = r."addressId" and k.external_id <> ${ERASED_TEXT}`.execute(tx)
}
