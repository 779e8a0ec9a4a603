import { sql } from 'kysely'
import type { Metric } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { Part, Severity } from './explain.ts'
import type { Result } from './examine.ts'

/** Every change is kept this long; after that, the last of each day. */
const FINE_MS = 48 * 3600 * 1000

/** What was found of a metric before. Null where nothing is known. */
export interface Earlier {
  /** The ESP's total at the moment asked for, by our clock. */
  esp: number | null
  /** What was held when the ESP had counted at the moment asked for, by its clock. */
  comparable: number | null
  peak: number | null
}

/** The results that held at two moments (epoch ms), by metric. */
export async function earlierResults(
  tx: Tx,
  campaignId: number,
  moments: { at: number; espAt: number },
): Promise<(metric: Metric) => Earlier> {
  const { rows } = await sql<Earlier & { metric: string }>`
    select metric, max(esp_peak) as peak,
      (array_agg(esp order by at desc)
        filter (where at <= to_timestamp(${moments.at} / 1000.0)))[1] as esp,
      (array_agg(comparable order by at desc)
        filter (where esp_at <= to_timestamp(${moments.espAt} / 1000.0)))[1] as comparable
    from reconciliation_result
    where workspace_id = (select homing_workspace()) and campaign_id = ${campaignId}
    group by metric`.execute(tx)
  const byMetric = new Map(rows.map((row) => [row.metric, row]))
  return (metric) => byMetric.get(metric) ?? { esp: null, comparable: null, peak: null }
}

/**
 * Keeps the results of a campaign found at a moment (epoch ms): a result found again is only marked
 * as such, a new one is a new line.
 */
export async function keepResults(
  tx: Tx,
  at: { workspaceId: number; campaignId: number; now: number },
  results: readonly Result[],
): Promise<void> {
  const latest = await latestResults(tx, at.campaignId)
  const now = new Date(at.now)
  for (const result of results) {
    const last = latest.get(result.metric)
    if (last !== undefined && isSame(last, result)) {
      await tx
        .updateTable('reconciliation_result')
        .set({ checked_at: now })
        .where('campaign_id', '=', at.campaignId)
        .where('metric', '=', result.metric)
        .where('at', '=', last.at)
        .execute()
      continue
    }
    const isFollowing = last !== undefined && last.severity === result.severity
    await tx
      .insertInto('reconciliation_result')
      .values({
        workspace_id: at.workspaceId,
        campaign_id: at.campaignId,
        metric: result.metric,
        // Two results of one millisecond still have an order.
        at: new Date(Math.max(at.now, (last?.at.getTime() ?? 0) + 1)),
        checked_at: now,
        esp: result.esp,
        esp_at: new Date(result.espAt),
        local: result.local,
        comparable: result.comparable,
        parts: JSON.stringify(result.parts),
        severity: result.severity,
        since: isFollowing ? last.since : now,
        esp_peak: result.espPeak,
      })
      .execute()
  }
  await thinOut(tx, at)
  await summarise(tx, at)
}

export interface Kept {
  metric: Metric
  at: Date
  checked_at: Date
  esp: number
  esp_at: Date
  local: number
  comparable: number
  parts: Part[]
  severity: Severity
  since: Date
}

/** The newest result of each metric of a campaign. */
export async function latestResults(tx: Tx, campaignId: number): Promise<Map<Metric, Kept>> {
  const { rows } = await sql<Kept>`
    select distinct on (metric) metric, at, checked_at, esp, esp_at, local, comparable, parts,
      severity, since
    from reconciliation_result
    where workspace_id = (select homing_workspace()) and campaign_id = ${campaignId}
    order by metric, at desc`.execute(tx)
  return new Map(rows.map((row) => [row.metric, row]))
}

function isSame(last: Kept, now: Result): boolean {
  const words = (parts: readonly Part[]) => parts.map((p) => `${p.reason} ${p.count}`).join()
  return (
    last.esp === now.esp
    && last.local === now.local
    && last.comparable === now.comparable
    && words(last.parts) === words(now.parts)
  )
}

async function thinOut(tx: Tx, at: { campaignId: number; now: number }): Promise<void> {
  await sql`
    delete from reconciliation_result r
    where r.workspace_id = (select homing_workspace()) and r.campaign_id = ${at.campaignId}
      and r.at < ${new Date(at.now - FINE_MS)}
      and exists (
        select from reconciliation_result n
        where n.workspace_id = r.workspace_id and n.campaign_id = r.campaign_id
          and n.metric = r.metric and n.at > r.at and n.at < ${new Date(at.now - FINE_MS)}
          and date_trunc('day', n.at at time zone 'UTC')
            = date_trunc('day', r.at at time zone 'UTC'))`.execute(tx)
}

/** A campaign stands as its worst metric does, each by its newest result. */
async function summarise(tx: Tx, at: { workspaceId: number; campaignId: number; now: number }) {
  const now = new Date(at.now)
  await sql`
    insert into reconciliation (workspace_id, campaign_id, severity, unexplained, checked_at, since)
    select ${at.workspaceId}, ${at.campaignId}, coalesce(max(severity), 0),
      coalesce(sum((select sum(abs((p->>'count')::integer)) from jsonb_array_elements(parts) p
        where p->>'reason' = 'unexplained')), 0), ${now}, ${now}
    from (
      select distinct on (metric) metric, severity, parts from reconciliation_result
      where workspace_id = ${at.workspaceId} and campaign_id = ${at.campaignId}
      order by metric, at desc
    ) newest
    on conflict (workspace_id, campaign_id) do update set
      severity = excluded.severity, unexplained = excluded.unexplained,
      checked_at = excluded.checked_at,
      since = case when reconciliation.severity = excluded.severity
        then reconciliation.since else excluded.since end`.execute(tx)
}
