import { sql } from 'kysely'
import { workspaceIds } from '../../accounts/index.ts'
import type { Homing } from '../../homing.ts'
import { kindCode } from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { isJudged, signsOf } from './gather.ts'
import { doubtOf, DOUBT_VERSION } from './rules.ts'

/** Campaigns looked at in one turn of a workspace; the others have theirs the minute after. */
const CAMPAIGNS_MAX = 20
/** So long after its send news of a campaign may still tell a machine from a person. */
const WATCHED_DAYS = 30
/** Opt-outs judged in one piece. */
const PIECE = 5_000

/** Makes this process one that looks for doubtful opt-outs, every minute. */
export async function startDoubts(homing: Homing): Promise<void> {
  await homing.jobs.work('doubts', 1, () => lookAtAll(homing))
  await homing.jobs.everyMinute('doubts')
}

async function lookAtAll(homing: Homing): Promise<void> {
  for (const workspaceId of await workspaceIds(homing.database)) {
    try {
      await findDoubts(homing, workspaceId)
    } catch (error) {
      // One firm's trouble must not leave the others unlooked at.
      homing.log.error({ err: error, workspace: workspaceId }, 'doubtful opt-outs were not found')
    }
  }
}

/**
 * Looks at campaigns with news since the last look, and at all where the rules are others by now,
 * each in a transaction of its own. Answers how many were looked at. What is found follows from
 * facts and events alone, so looking twice changes nothing.
 */
export async function findDoubts(
  homing: Pick<Homing, 'database' | 'now'>,
  workspaceId: number,
): Promise<number> {
  const { database } = homing
  const due = await database.inWorkspace(workspaceId, (tx) =>
    campaignsWithNews(tx, workspaceId, homing.now()),
  )
  for (const news of due) {
    await database.inWorkspace(workspaceId, (tx) => judgeCampaign(tx, workspaceId, news))
  }
  return due.length
}

interface News {
  campaignId: number
  optOuts: number
  /** Sends, deliveries and clicks. */
  events: string
}

async function campaignsWithNews(tx: Tx, workspaceId: number, now: number): Promise<News[]> {
  const since = new Date(now - WATCHED_DAYS * 24 * 3600_000)
  const kinds = [kindCode('sent'), kindCode('delivered'), kindCode('click')]
  const { rows } = await sql<News>`
    select c.id as "campaignId", n."optOuts", n.events
    from campaign c
    left join doubt_look l on l.workspace_id = c.workspace_id and l.campaign_id = c.id
    cross join lateral (
      select (
        select count(*)::integer from consent_fact f
        where f.workspace_id = c.workspace_id and f.campaign_id = c.id and ${isJudged}
      ) as "optOuts", (
        select coalesce(sum(k.events), 0)::text from campaign_count k
        where k.workspace_id = c.workspace_id and k.campaign_id = c.id
          and k.kind = any(${kinds}::smallint[])
      ) as events
    ) n
    where c.workspace_id = ${workspaceId}
      and (c.sent_at > ${since} or l.rule_version is distinct from ${DOUBT_VERSION})
      and (l.campaign_id is null or l.rule_version <> ${DOUBT_VERSION}
        or l.opt_outs <> n."optOuts" or l.events::text <> n.events)
    order by c.sent_at desc nulls last, c.id desc
    limit ${CAMPAIGNS_MAX}`.execute(tx)
  return rows
}

async function judgeCampaign(tx: Tx, workspaceId: number, news: News): Promise<void> {
  const { campaignId } = news
  for (let after = 0; news.optOuts > 0;) {
    const signs = await signsOf(tx, { workspaceId, campaignId }, { after, limit: PIECE })
    const found = signs.map((one) => ({ factId: one.factId, doubt: doubtOf(one) }))
    await keep(tx, workspaceId, found)
    if (signs.length < PIECE) break
    after = signs.at(-1)!.factId
  }
  await sql`
    insert into doubt_look (workspace_id, campaign_id, rule_version, opt_outs, events)
    values (${workspaceId}, ${campaignId}, ${DOUBT_VERSION}, ${news.optOuts},
      ${news.events}::bigint)
    on conflict (workspace_id, campaign_id) do update set rule_version = excluded.rule_version,
      opt_outs = excluded.opt_outs, events = excluded.events`.execute(tx)
}

/** Writes what was found, and takes away what is no longer. */
async function keep(
  tx: Tx,
  workspaceId: number,
  found: { factId: number; doubt: ReturnType<typeof doubtOf> }[],
): Promise<void> {
  const doubted = found.flatMap(({ factId, doubt }) => (doubt === null ? [] : { factId, ...doubt }))
  const clear = found.filter(({ doubt }) => doubt === null).map(({ factId }) => factId)
  await sql`
    delete from consent_doubt
    where workspace_id = ${workspaceId} and fact_id = any(${clear}::integer[])`.execute(tx)
  if (doubted.length === 0) return
  await sql`
    insert into consent_doubt as d (workspace_id, fact_id, rule, reason, rule_version)
    select ${workspaceId}, fact_id, rule, reason, ${DOUBT_VERSION}
    from unnest(
      ${doubted.map((one) => one.factId)}::integer[],
      ${doubted.map((one) => one.rule)}::text[],
      ${doubted.map((one) => one.reason)}::text[]
    ) as f (fact_id, rule, reason)
    on conflict (workspace_id, fact_id) do update
      set rule = excluded.rule, reason = excluded.reason, rule_version = excluded.rule_version
      where (d.rule, d.reason, d.rule_version)
        is distinct from (excluded.rule, excluded.reason, excluded.rule_version)`.execute(tx)
}
