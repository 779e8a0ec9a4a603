import { sql } from 'kysely'
import { inOrder, type SyncKind } from '../connections/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { phasesOf } from './pull.ts'

export interface Wider {
  connectionId: number
  campaignId: number | null
  kinds: SyncKind[]
  from: 'schedule' | 'user' | 'api' | 'signal'
}

/**
 * Widens a connection's open run by what is asked for. A run of one campaign that is asked for more
 * than that becomes one of the whole connection, and does all of its phases again.
 *
 * One that waits goes on at once when a person asks, and when opt-outs are due: they have requests
 * of their own kept for them. What is asked for again by then is done again.
 */
export async function widenOpen(tx: Tx, ask: Wider): Promise<{ id: number; isHurried: boolean }> {
  const run = await tx
    .selectFrom('run')
    .select(['id', 'status', 'kinds', 'campaign_id', 'phases_done'])
    .where('connection_id', '=', ask.connectionId)
    .where('status', 'in', ['queued', 'running', 'waiting'])
    .forUpdate()
    .executeTakeFirst()
  if (run === undefined) {
    throw new Refused(409, 'A run of this connection has just ended. Ask again.')
  }
  const isWaiting = run.status === 'waiting'
  const isHurried = isWaiting && (ask.from !== 'schedule' || ask.kinds.includes('opt_outs'))
  const isOtherScope = run.campaign_id !== null && run.campaign_id !== ask.campaignId
  const again = isOtherScope ? run.phases_done : isWaiting ? phasesOf(ask.kinds) : []
  const left = run.phases_done.filter((phase) => !again.includes(phase))
  await tx
    .updateTable('run')
    .set({
      kinds: inOrder([...run.kinds, ...ask.kinds]),
      campaign_id: isOtherScope ? null : run.campaign_id,
      phases_done: left,
      // What is done again must not take what was read before for read.
      ...(left.length < run.phases_done.length ? { started_at: sql<Date>`now()` } : {}),
      ...(isHurried
        ? { status: 'queued' as const, queued_at: sql<Date>`now()`, waiting_until: null }
        : {}),
    })
    .where('id', '=', run.id)
    .execute()
  return { id: run.id, isHurried }
}
