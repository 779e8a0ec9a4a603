import { sql } from 'kysely'
import { integers, type Tx } from '../platform/database/index.ts'
import type { Audience } from './figures.ts'

/** The first three days, in steps of three hours. */
const PULSE_STEPS = 24
const STEP_SECONDS = 3 * 3_600

/**
 * Opens and clicks of campaigns in each three hours of their first three days, from the kept hours:
 * one statement, however many they are. One without any is left out.
 */
export async function pulsesOf(
  tx: Tx,
  campaignIds: readonly number[],
  audience: Audience,
): Promise<Map<number, number[]>> {
  const isHuman = audience === 'human'
  const { rows } = await sql<{ campaign_id: number; step: number; events: number }>`
    select h.campaign_id,
      floor(extract(epoch from h.hour - date_trunc('hour', c.sent_at, 'UTC'))
        / ${sql.lit(STEP_SECONDS)})::int as step,
      sum(h.events - case when ${isHuman}::boolean then h.machine + h.proxy else 0 end)::int
        as events
    from campaign c
    join campaign_hour h on h.workspace_id = c.workspace_id and h.campaign_id = c.id
      and h.kind in (3, 4) and h.hour >= date_trunc('hour', c.sent_at, 'UTC')
      and h.hour < date_trunc('hour', c.sent_at, 'UTC')
        + ${sql.lit(PULSE_STEPS * STEP_SECONDS)} * interval '1 second'
    where c.id = any (${integers(campaignIds).array})
    group by 1, 2`.execute(tx)
  const pulses = new Map<number, number[]>()
  for (const { campaign_id: id, step, events } of rows) {
    const pulse = pulses.get(id) ?? Array.from({ length: PULSE_STEPS }, () => 0)
    pulse[step] = events
    pulses.set(id, pulse)
  }
  return pulses
}
