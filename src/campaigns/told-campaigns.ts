import { sql } from 'kysely'
import type { RemoteTotals } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { REPLACED } from './drafts/unanswered.ts'

/** A campaign with the totals the ESP last told of it. Times are epoch ms. */
export interface ToldCampaign {
  id: number
  name: string
  externalId: string
  sentAt: number | null
  activities: string[]
  totals: Omit<RemoteTotals, 'campaignId' | 'countedAt'>
  countedAt: number
}

/** Those of a connection whose totals are known, newest sent first; one of them where asked. */
export async function toldCampaigns(
  tx: Tx,
  connectionId: number,
  campaignId: number | null,
): Promise<ToldCampaign[]> {
  const { rows } = await sql<{
    id: number
    name: string
    external_id: string
    sent_at: Date | null
    activities: string[] | null
    esp_totals: ToldCampaign['totals']
    esp_totals_at: Date
  }>`
    select c.id, c.name, i.external_id, c.sent_at, c.esp_totals, c.esp_totals_at,
      (select array_agg(a.external_id order by a.role, a.external_id) from campaign_identity a
        where a.campaign_id = c.id and a.connection_id = i.connection_id and a.kind = 'activity'
          and a.role <> ${REPLACED}
      ) as activities
    from campaign_identity i join campaign c on c.id = i.campaign_id
    where i.connection_id = ${connectionId} and i.kind = 'campaign'
      and i.role <> ${REPLACED} and c.esp_totals is not null
      and (${campaignId}::integer is null or c.id = ${campaignId}::integer)
    order by c.sent_at desc nulls last, c.id desc`.execute(tx)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    externalId: row.external_id,
    sentAt: row.sent_at?.getTime() ?? null,
    activities: row.activities ?? [],
    totals: row.esp_totals,
    countedAt: row.esp_totals_at.getTime(),
  }))
}
