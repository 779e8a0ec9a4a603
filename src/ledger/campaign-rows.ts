import { sql } from 'kysely'
import { figuresOf, type Audience, type CountRow, type FigureName } from './figures.ts'

/** A campaign with its counts, as campaignColumns reads it. */
export interface CampaignRecord {
  id: number
  name: string
  subject: string
  from_name: string
  from_address: string
  status: 'draft' | 'scheduled' | 'sending' | 'sent' | 'error' | 'removed'
  sent_at: Date | null
  as_of: Date | null
  created_at: Date
  esp_totals: Record<string, number> | null
  esp_totals_at: Date | null
  connection_id: number | null
  connection_name: string | null
  connector: string | null
  is_made_here: boolean
  channel: 'email' | 'fax'
  counts: CountRow[] | null
}

/** How a vendor's connector is called on screen; given by the one who knows the connectors. */
export type TitleOf = (connector: string) => string

/**
 * fax where all of its recipients are fax numbers. Of mail the first recipient tells it; only where
 * that is a fax are the others looked through.
 */
const channel = sql`
  case when (
    select a.kind from recipient r
    join address a on a.workspace_id = r.workspace_id and a.id = r.address_id
    where r.workspace_id = c.workspace_id and r.campaign_id = c.id limit 1
  ) = 'fax' and not exists (
    select from recipient r
    join address a on a.workspace_id = r.workspace_id and a.id = r.address_id
    where r.workspace_id = c.workspace_id and r.campaign_id = c.id and a.kind <> 'fax'
  ) then 'fax' else 'email' end`

/** What CampaignRecord is read by: campaigns are c. */
export const campaignColumns = sql`
  select c.id, c.name, c.subject, c.from_name, c.from_address, c.status, c.sent_at, c.as_of,
    c.created_at, c.esp_totals, c.esp_totals_at, n.id as connection_id, n.name as connection_name,
    n.connector, d.campaign_id is not null as is_made_here, k.counts,
    ${channel} as channel
  from campaign c
  left join lateral (
    select connection_id from campaign_identity i
    where i.campaign_id = c.id and i.kind = 'campaign' order by connection_id limit 1
  ) i on true
  left join campaign_draft d on d.workspace_id = c.workspace_id and d.campaign_id = c.id
  left join connection n on n.id = coalesce(d.connection_id, i.connection_id)
  left join lateral (
    select json_agg(k) as counts from campaign_count k
    where k.workspace_id = c.workspace_id and k.campaign_id = c.id
  ) k on true`

/** A campaign as every list has it. */
export function rowView(row: CampaignRecord, audience: Audience, titleOf: TitleOf) {
  return {
    id: row.id,
    name: row.name,
    subject: row.subject,
    status: row.status,
    sentAt: row.sent_at?.toISOString() ?? null,
    asOf: row.as_of?.toISOString() ?? null,
    isMadeHere: row.is_made_here,
    channel: row.channel,
    connection:
      row.connection_id === null
        ? null
        : {
            id: row.connection_id,
            name: row.connection_name!,
            connectorTitle: titleOf(row.connector!),
          },
    figures: figuresOf(row.counts ?? [], audience) satisfies Record<FigureName, unknown>,
  }
}
