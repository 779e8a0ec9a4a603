import { consentPolicy, endingByMonth } from '../consent/index.ts'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { failingSchedules } from '../reports/index.ts'
import { listEndpoints } from '../webhooks/index.ts'
import type { MonthFacts } from './facts.ts'
import { campaignFacts } from './gather-campaigns.ts'
import { connectionFacts } from './gather-connections.ts'
import type { Facts } from './rules/index.ts'

/** Everything the rules look at, of one workspace: a bounded number of rows in few statements. */
export async function gather(tx: Tx, homing: Homing, workspaceId: number): Promise<Facts> {
  const connection = await connectionFacts(tx, homing, workspaceId)
  const campaign = await campaignFacts(tx, homing, workspaceId, { connections: connection })
  const endpoint = (await listEndpoints(tx)).map(
    ({ id, name, status, disabledReason: reason }) => ({
      id,
      name,
      status,
      reason,
    }),
  )
  const month = await endingMonths(tx, homing, workspaceId)
  return { connection, campaign, endpoint, month, sent_view: await failingSchedules(tx) }
}

async function endingMonths(tx: Tx, homing: Homing, workspaceId: number): Promise<MonthFacts[]> {
  const { noticeDays: days } = await consentPolicy(tx, workspaceId)
  const months = await endingByMonth(tx, { workspaceId, now: homing.now(), days })
  return months.map(({ month, people, firstAt }) => ({
    id: month,
    people,
    firstAt: firstAt.getTime(),
  }))
}
