import { sql } from 'kysely'
import type { BounceClass } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'
import { figuresOf, type Audience, type CountRow, type FigureName } from './figures.ts'

export type { Audience } from './figures.ts'

interface CampaignRecord {
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
  counts: CountRow[] | null
}

/** How a vendor's connector is called on screen; given by the one who knows the connectors. */
export type TitleOf = (connector: string) => string

export interface CampaignQuery {
  after?: string
  limit: number
  search?: string
  status: 'all' | 'sent' | 'unsent'
  audience: Audience
}

/** Campaigns with their figures, newest sent first; those not sent yet come before. */
export async function listCampaigns(tx: Tx, query: CampaignQuery, titleOf: TitleOf) {
  const [afterSent, afterId] = query.after?.split('_') ?? []
  const { rows } = await sql<CampaignRecord>`
    ${campaignColumns}
    where (${query.search ?? ''} = '' or c.name ilike ${contains(query.search)}
        or c.subject ilike ${contains(query.search)})
      and (${query.status} = 'all' or (${query.status} = 'sent') = (c.sent_at is not null))
      and (${query.after ?? ''} = '' or (coalesce(c.sent_at, 'infinity'), c.id)
        < (to_timestamp(${Number(afterSent ?? 0)} / 1000.0), ${Number(afterId ?? 0)}))
    order by coalesce(c.sent_at, 'infinity') desc, c.id desc
    limit ${query.limit + 1}`.execute(tx)
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => rowView(row, query.audience, titleOf)),
    next:
      rows.length > query.limit && last !== undefined
        ? `${last.sent_at?.getTime() ?? UNSENT_MS}_${last.id}`
        : null,
  }
}

/** Everything the campaign window shows at once. Refuses an id that is not there. */
export async function campaignWindow(tx: Tx, campaignId: number, titleOf: TitleOf) {
  const found = await sql<CampaignRecord>`${campaignColumns} where c.id = ${campaignId}`.execute(tx)
  const row = found.rows[0]
  if (row === undefined) throw notFound('campaign', campaignId)
  const counts = row.counts ?? []
  const opens = counts.find((count) => count.kind === 3)
  const clicks = counts.find((count) => count.kind === 4)
  return {
    ...rowView(row, 'human', titleOf),
    fromName: row.from_name,
    fromAddress: row.from_address,
    createdAt: row.created_at.toISOString(),
    allFigures: figuresOf(counts, 'all'),
    proxyOpens: { count: opens?.proxy_people ?? 0, total: Number(opens?.proxy_events ?? 0) },
    machine: {
      opens: opens ? opens.events - opens.human_events - opens.proxy_events : 0,
      clicks: clicks ? clicks.events - clicks.human_events - clicks.proxy_events : 0,
    },
    bounceClasses: await bounceClasses(tx, campaignId),
    identities: await identities(tx, campaignId),
    esp: row.esp_totals,
    espAt: row.esp_totals_at?.toISOString() ?? null,
    openRunId: await openRun(tx, row.connection_id),
  }
}

/** The moment a campaign without one is sorted at: after every real one. */
const UNSENT_MS = 253_402_300_799_000

const campaignColumns = sql`
  select c.id, c.name, c.subject, c.from_name, c.from_address, c.status, c.sent_at, c.as_of,
    c.created_at, c.esp_totals, c.esp_totals_at, n.id as connection_id, n.name as connection_name,
    n.connector, d.campaign_id is not null as is_made_here, k.counts
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

function rowView(row: CampaignRecord, audience: Audience, titleOf: TitleOf) {
  return {
    id: row.id,
    name: row.name,
    subject: row.subject,
    status: row.status,
    sentAt: row.sent_at?.toISOString() ?? null,
    asOf: row.as_of?.toISOString() ?? null,
    isMadeHere: row.is_made_here,
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

async function bounceClasses(tx: Tx, campaignId: number) {
  const { rows } = await sql<BounceCode>`
    select d.id, d.class, d.value as code, d.smtp, nullif(d.enhanced, '') as enhanced, d.note,
      b.people as count
    from campaign_bounce b join detail d on d.id = b.detail_id
    where b.workspace_id = (select homing_workspace()) and b.campaign_id = ${campaignId}
    order by b.people desc, d.value, d.id`.execute(tx)
  return rows
}

interface BounceCode {
  id: number
  class: BounceClass
  code: string
  smtp: number | null
  enhanced: string | null
  note: string
  count: number
}

async function identities(tx: Tx, campaignId: number) {
  const rows = await tx
    .selectFrom('campaign_identity as i')
    .innerJoin('connection as n', 'n.id', 'i.connection_id')
    .select(['n.name as connection', 'i.kind', 'i.role', 'i.external_id as externalId'])
    .where('i.campaign_id', '=', campaignId)
    .orderBy('i.kind', 'desc')
    .orderBy('i.role')
    .execute()
  return rows
}

async function openRun(tx: Tx, connectionId: number | null): Promise<number | null> {
  if (connectionId === null) return null
  const row = await tx
    .selectFrom('run')
    .select('id')
    .where('connection_id', '=', connectionId)
    .where('status', 'in', ['queued', 'running'])
    .executeTakeFirst()
  return row?.id ?? null
}

/** A pattern that finds the text anywhere; its own wildcards are taken literally. */
export function contains(text = ''): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}
