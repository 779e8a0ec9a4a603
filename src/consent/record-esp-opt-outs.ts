import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

export interface EspOptOut {
  addressId: number
  /** Epoch milliseconds. */
  occurredAt: number
  /** In the person's words; may be empty. */
  reason: string
  connectionId: number
  /** Null where the ESP tells it of the contact, outside any campaign. */
  campaignId: number | null
  /** Names the happening, so that learning it again adds nothing. */
  naturalKey: string
}

/** Writes down opt-outs learnt from an ESP, in one statement; answers how many were new. */
export async function recordEspOptOuts(
  tx: Tx,
  workspaceId: number,
  optOuts: readonly EspOptOut[],
): Promise<number> {
  if (optOuts.length === 0) return 0
  const { rows } = await sql<{ id: number }>`
    insert into consent_fact (workspace_id, address_id, scope, opted_in, occurred_at, source,
      connection_id, campaign_id, reason, natural_key)
    select ${workspaceId}, address_id, 'everything', false, to_timestamp(ms / 1000.0), 'esp',
      connection_id, campaign_id, reason, natural_key
    from unnest(
      ${optOuts.map((one) => one.addressId)}::integer[],
      ${optOuts.map((one) => one.occurredAt)}::bigint[],
      ${optOuts.map((one) => one.connectionId)}::integer[],
      ${optOuts.map((one) => one.campaignId)}::integer[],
      ${optOuts.map((one) => one.reason)}::text[],
      ${optOuts.map((one) => one.naturalKey)}::text[]
    ) as o (address_id, ms, connection_id, campaign_id, reason, natural_key)
    order by natural_key
    on conflict (workspace_id, natural_key) do nothing
    returning id`.execute(tx)
  return rows.length
}
