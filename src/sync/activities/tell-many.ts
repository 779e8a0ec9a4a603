import { sql } from 'kysely'
import {
  Failure,
  type ActivityOutcome,
  type BulkActivities,
  type JobBook,
  type OpenCampaign,
} from '../../connectors/index.ts'
import { realClock } from '../../platform/http/index.ts'
import { isOf } from './compare.ts'
import type { DueCampaign, DueTarget } from './due.ts'
import { within, type Telling } from './telling.ts'

/** The jobs of a connection: kept in its lane, so that a worker who lost it begins none. */
export function jobBook(at: Telling): JobBook {
  const { homing, lane, signal } = at
  const { workspaceId, connectionId } = lane.at
  const of = sql`workspace_id = ${workspaceId} and connection_id = ${connectionId}`
  return {
    kept: () =>
      within(at, async (tx) => {
        const { rows } = await sql<{ id: string; begun: Date }>`
          select job_id as id, begun_at as begun from told_job where ${of}
          order by begun_at, job_id`.execute(tx)
        return rows.map(({ id, begun }) => ({ id, begunAt: begun.getTime() }))
      }),
    keep: (id) =>
      within(at, async (tx) => {
        await sql`
          insert into told_job (workspace_id, connection_id, job_id, begun_at)
          values (${workspaceId}, ${connectionId}, ${id}, ${new Date(homing.now())})`.execute(tx)
      }),
    drop: (id) =>
      within(at, async (tx) => {
        await sql`delete from told_job where ${of} and job_id = ${id}`.execute(tx)
      }),
    wait: (ms) => (homing.sleep ?? realClock.sleep)(ms, signal),
  }
}

/**
 * Sees to it that no job of before is at work: what it told can then be looked up. Throws Failure
 * where one still is.
 */
export async function settleJobs(at: Telling): Promise<void> {
  await at.part.bulk?.settle(at.vendor, jobBook(at))
}

/** How the next targets of a campaign go: by jobs where so many are due, at once otherwise. */
export async function bulkOf(at: Telling, due: DueCampaign): Promise<BulkActivities | null> {
  const { bulk } = at.part
  if (bulk === undefined) return null
  const { targetsMin } = bulk.limits
  const of = { ...at.lane.at, campaignId: due.campaignId }
  const { rows } = await within(at, (tx) =>
    sql<{ count: number }>`
      select count(*)::integer as count from (
        select from told_recipient where ${isOf(of)} and turn = ${due.turn}
          and status = 'waiting' and next_try_at <= ${new Date(at.homing.now())}
        limit ${targetsMin}) as d`.execute(tx),
  )
  return rows[0]!.count >= targetsMin ? bulk : null
}

/** Tells by jobs; null where none can be had, or one failed: then something may be there. */
export async function tellByJobs(
  at: Telling,
  bulk: BulkActivities,
  { campaign, targets }: { campaign: OpenCampaign; targets: readonly DueTarget[] },
): Promise<Map<DueTarget, ActivityOutcome> | null> {
  const jobs = jobBook(at)
  try {
    const outcomes = await bulk.tell(at.vendor, campaign, targets, jobs)
    return new Map(targets.map((one, place) => [one, outcomes[place]!]))
  } catch (error) {
    if (!(error instanceof Failure && error.kind === 'refused')) throw error
    at.homing.log.warn({ failure: error.message }, 'what targets did goes in small parts')
    await bulk.settle(at.vendor, jobs)
    return null
  }
}
