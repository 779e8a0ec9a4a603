import { sql } from 'kysely'
import { audit, type Actor } from '../../accounts/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { startTask, type TaskView } from '../tasks/tasks.ts'

/** When soft bounces are enough: so many in a row, the first and the last so many days apart. */
export interface BouncePolicy {
  /** Null: never. */
  softTimes: number | null
  softDays: number
}

/** What holds where a firm has not said anything. */
export const BOUNCE_POLICY_AT_FIRST: BouncePolicy = { softTimes: 5, softDays: 30 }

/** When soft bounces are enough; the policy at first where the firm never said. */
export async function bouncePolicy(tx: Tx, workspaceId: number): Promise<BouncePolicy> {
  const row = await tx
    .selectFrom('bounce_policy')
    .select(['soft_times as softTimes', 'soft_days as softDays'])
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return row ?? BOUNCE_POLICY_AT_FIRST
}

/** The policy with what it makes of the addresses now. */
export interface BounceStanding extends BouncePolicy {
  /** Addresses with a soft bounce since their last sign of life. */
  bouncing: number
  /** Those of them that wore out. */
  wornOut: number
}

/** The policy, and how many addresses bounce softly or are worn out by it. */
export async function bounceStanding(tx: Tx, workspaceId: number): Promise<BounceStanding> {
  const policy = await bouncePolicy(tx, workspaceId)
  const { rows } = await sql<{ bouncing: number; wornOut: number }>`
    select count(*)::integer as bouncing,
      count(*) filter (where soft_invalid_at is not null)::integer as "wornOut"
    from address where workspace_id = ${workspaceId} and soft_count > 0`.execute(tx)
  return { ...policy, ...rows[0]! }
}

/** Changes the policy, and judges every address by it that has bounced softly. */
export async function changeBouncePolicy(
  homing: Homing,
  by: { workspaceId: number; id: string; name: string },
  policy: BouncePolicy,
): Promise<TaskView> {
  const { workspaceId } = by
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    await sql`
      insert into bounce_policy (workspace_id, soft_times, soft_days)
      values (${workspaceId}, ${policy.softTimes}, ${policy.softDays})
      on conflict (workspace_id) do update
        set soft_times = excluded.soft_times, soft_days = excluded.soft_days`.execute(tx)
    const { bouncing } = await bounceStanding(tx, workspaceId)
    const task = await startTask(homing, tx, {
      workspaceId,
      kind: 'judge_addresses',
      title: `Judge addresses by their soft bounces: ${wordsOf(policy)}`,
      ask: {},
      total: bouncing,
      startedBy: by.name,
    })
    await audit(tx, {
      actor: by satisfies Actor,
      action: 'change_bounce_policy',
      subject: 'workspace',
      subjectId: workspaceId,
      sentence: `Changed when soft bounces make an address invalid: ${wordsOf(policy)}.`,
      detail: { ...policy },
      at: homing.now(),
    })
    return task
  })
}

function wordsOf({ softTimes, softDays }: BouncePolicy): string {
  if (softTimes === null) return 'never'
  return `${softTimes} in a row, over ${softDays} ${softDays === 1 ? 'day' : 'days'} or more`
}
