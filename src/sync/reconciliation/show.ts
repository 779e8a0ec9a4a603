import { sql } from 'kysely'
import {
  METRIC_NAMES,
  METRICS,
  type Connector,
  type Metric,
  type TotalDefinition,
} from '../../connectors/index.ts'
import type { Mismatch } from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { notFound } from '../../platform/refused.ts'
import { deepReadsOf, nextDeepRead } from './deep-reads.ts'
import type { Severity } from './explain.ts'
import { latestResults, type Kept } from './history.ts'

/** How a campaign or a metric stands, in words; by its severity. */
const STANDINGS = ['agrees', 'explained', 'waiting', 'unexplained'] as const
export type Standing = (typeof STANDINGS)[number]

/** Finds the connector of a connection; given by the one who knows the connectors. */
export type ConnectorOf = (id: string) => Connector | undefined

/** One campaign's totals beside the ledger, as last reconciled. Refuses an id that is not there. */
export async function showReconciliation(tx: Tx, campaignId: number, connectorOf: ConnectorOf) {
  const campaign = await campaignRow(tx, campaignId)
  const connector = campaign.connector === null ? undefined : connectorOf(campaign.connector)
  const latest = await latestResults(tx, campaignId)
  const definitions = connector?.totals?.definitions ?? {}
  return {
    campaign: { id: campaign.id, name: campaign.name },
    vendor: connector?.title ?? null,
    /** Whether its vendor tells totals at all. */
    isTold: connector?.totals !== undefined,
    standing: standingOf(campaign.severity),
    since: iso(campaign.since),
    checkedAt: iso(campaign.checked_at),
    espAt: iso(campaign.esp_totals_at),
    asOf: iso(campaign.as_of),
    metrics: METRIC_NAMES.flatMap((metric) => {
      const kept = latest.get(metric)
      return kept === undefined ? [] : [metricView(kept, definitions[metric])]
    }),
    retries: await retriesOf(tx, campaign),
    proof: await proofOf(tx, campaignId),
    openRunId: campaign.open_run_id,
  }
}

/** The results of one metric of a campaign, newest first. */
export async function reconciliationHistory(
  tx: Tx,
  campaignId: number,
  query: { metric: Metric; after?: string; limit: number },
) {
  const rows = await tx
    .selectFrom('reconciliation_result')
    .selectAll()
    .where('campaign_id', '=', campaignId)
    .where('metric', '=', query.metric)
    .$if(query.after !== undefined, (q) => q.where('at', '<', new Date(Number(query.after))))
    .orderBy('at', 'desc')
    .limit(query.limit + 1)
    .execute()
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => resultView(row as unknown as Kept)),
    next: rows.length > query.limit && last ? String(last.at.getTime()) : null,
  }
}

/** Sent campaigns and how each stands, worst first; those never reconciled come last. */
export async function listReconciliations(tx: Tx, query: { after?: string; limit: number }) {
  const [severity, id] = (query.after ?? '').split('_').map(Number)
  const rank = sql`case when p.mismatches <> '[]' then 4 else coalesce(r.severity, -1) end`
  const { rows } = await sql<ListRow>`
    select c.id, c.name, c.sent_at, r.severity, r.unexplained, r.checked_at, r.since,
      coalesce(p.mismatches <> '[]', false) as is_broken, ${rank} as rank
    from campaign c
    left join reconciliation r on r.workspace_id = c.workspace_id and r.campaign_id = c.id
    left join ledger_proof p on p.workspace_id = c.workspace_id and p.campaign_id = c.id
    where c.status in ('sending', 'sent', 'removed')
      and (${query.after ?? ''} = '' or (${rank}, c.id) < (${severity ?? 0}, ${id ?? 0}))
    order by rank desc, c.id desc
    limit ${query.limit + 1}`.execute(tx)
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => ({
      campaign: { id: row.id, name: row.name, sentAt: iso(row.sent_at) },
      standing: standingOf(row.severity),
      unexplained: row.unexplained ?? 0,
      isProofBroken: row.is_broken,
      checkedAt: iso(row.checked_at),
      since: iso(row.since),
    })),
    next: rows.length > query.limit && last ? `${last.rank}_${last.id}` : null,
  }
}

interface ListRow {
  id: number
  name: string
  sent_at: Date | null
  severity: Severity | null
  unexplained: number | null
  checked_at: Date | null
  since: Date | null
  is_broken: boolean
  rank: number
}

async function campaignRow(tx: Tx, campaignId: number) {
  const { rows } = await sql<{
    id: number
    name: string
    connection_id: number | null
    connector: string | null
    as_of: Date | null
    esp_totals_at: Date | null
    severity: Severity | null
    since: Date | null
    checked_at: Date | null
    open_run_id: number | null
  }>`
    select c.id, c.name, n.id as connection_id, n.connector, c.as_of, c.esp_totals_at, r.severity,
      r.since, r.checked_at,
      (select u.id from run u where u.connection_id = n.id and u.status in ('queued', 'running')
        order by u.id limit 1) as open_run_id
    from campaign c
    left join lateral (
      select connection_id from campaign_identity i
      where i.campaign_id = c.id and i.kind = 'campaign' order by connection_id limit 1
    ) i on true
    left join connection n on n.id = i.connection_id
    left join reconciliation r on r.workspace_id = c.workspace_id and r.campaign_id = c.id
    where c.id = ${campaignId}`.execute(tx)
  if (rows[0] === undefined) throw notFound('campaign', campaignId)
  return rows[0]
}

function metricView(kept: Kept, definition: TotalDefinition | undefined) {
  return {
    ...resultView(kept),
    since: kept.since.toISOString(),
    definition:
      definition === undefined
        ? null
        : {
            counts: definition.counts,
            resends: definition.resends,
            machines: definition.machines,
            source: definition.source,
            open: definition.open ?? null,
          },
  }
}

function resultView(kept: Kept) {
  return {
    metric: kept.metric,
    at: kept.at.toISOString(),
    checkedAt: kept.checked_at.toISOString(),
    esp: kept.esp,
    espAt: kept.esp_at.toISOString(),
    local: kept.local,
    comparable: kept.comparable,
    difference: kept.esp - kept.local,
    parts: kept.parts,
    standing: STANDINGS[kept.severity],
  }
}

/** The streams that miss rows after they were read to their end: how often, and when next. */
async function retriesOf(tx: Tx, campaign: { id: number; connection_id: number | null }) {
  if (campaign.connection_id === null) return []
  const activities = await tx
    .selectFrom('campaign_identity')
    .select('external_id')
    .where('campaign_id', '=', campaign.id)
    .where('connection_id', '=', campaign.connection_id)
    .where('kind', '=', 'activity')
    .execute()
  const deepReads = await deepReadsOf(tx, campaign.connection_id)
  const kinds = [...new Set(Object.values(METRICS))]
  return activities.flatMap(({ external_id }) =>
    kinds.flatMap((kind) => {
      const read = deepReads.get(`events:${external_id}:${kind}`)
      if (read === undefined) return []
      const next = nextDeepRead(read)
      return [
        {
          kind,
          missing: read.missing,
          tries: read.tries,
          lastAt: new Date(read.lastAt).toISOString(),
          nextAt: next === null ? null : new Date(next).toISOString(),
        },
      ]
    }),
  )
}

async function proofOf(tx: Tx, campaignId: number) {
  const row = await tx
    .selectFrom('ledger_proof')
    .select(['at', 'recipients_read', 'recipients', 'mismatches'])
    .where('campaign_id', '=', campaignId)
    .executeTakeFirst()
  if (row === undefined) return null
  return {
    at: row.at.toISOString(),
    recipientsRead: row.recipients_read,
    recipients: row.recipients,
    mismatches: row.mismatches as Mismatch[],
  }
}

function standingOf(severity: Severity | null): Standing | null {
  return severity === null ? null : STANDINGS[severity]
}

function iso(moment: Date | null): string | null {
  return moment?.toISOString() ?? null
}
