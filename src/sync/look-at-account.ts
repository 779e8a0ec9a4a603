import { checkHealth } from '../connections/index.ts'
import type { Pull } from './pull.ts'

/** A grant can lose a scope unnoticed: the account is looked at again after this long. */
const LOOKED_AT_MS_MAX = 24 * 3600 * 1000

/**
 * Looks at the account, once a day, so that its health on screen is never a guess; at a log on this
 * machine, which costs no request and may be gone at any moment, with each run. What it finds does
 * not stop the run: each request says for itself what it was refused.
 */
export async function lookAtAccount(at: Pull): Promise<void> {
  const { run } = at.lease
  const row = await at.lease.inRun({}, (tx) =>
    tx
      .selectFrom('connection')
      .select('health_at')
      .where('id', '=', run.connectionId)
      .executeTakeFirstOrThrow(),
  )
  const isFresh =
    row.health_at !== null && at.homing.now() - row.health_at.getTime() < LOOKED_AT_MS_MAX
  if (isFresh && at.connector.log === undefined) return
  await checkHealth(at.homing, { workspaceId: run.workspaceId, connectionId: run.connectionId })
}
