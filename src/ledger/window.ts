import { sql } from 'kysely'
import type { BounceClass } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'
import { campaignColumns, rowView, type CampaignRecord, type TitleOf } from './campaign-rows.ts'
import { figuresOf } from './figures.ts'

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
