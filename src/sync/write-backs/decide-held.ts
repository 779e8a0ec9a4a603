import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { findConnection, type By, type Place } from '../../connections/index.ts'
import { resolveProblems } from '../../ledger/index.ts'
import { wakeLanes } from '../../outbox/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { heldIdentity } from './hold.ts'

export interface HeldWriteBacksDecision extends Place {
  decision: 'approve' | 'refuse'
  /** What was held by then was looked at, and nothing that came later (ISO 8601). */
  heldAt: string
  by: By
  /** Epoch milliseconds. */
  now: number
}

/**
 * Approves or refuses the opt-outs that wait before a system is told, as far as they were looked
 * at; answers how many. Refused, they hold in Homing all the same, and are told only if something
 * new is wished for. Throws Refused where nothing waits.
 */
export async function decideHeldWriteBacks(tx: Tx, asked: HeldWriteBacksDecision): Promise<number> {
  const { workspaceId, connectionId, by, now } = asked
  const { name } = await findConnection(tx, connectionId)
  const isApproved = asked.decision === 'approve'
  const at = new Date(now)
  const outcome = isApproved ? '' : 'A person refused to tell it.'
  const { rows } = await sql`
    update write_back set held_at = null, decided_by = ${by.name},
      status = ${isApproved ? 'waiting' : 'refused'},
      approved_at = ${isApproved ? at : null}::timestamptz,
      due_at = case when ${isApproved} then ${at} else due_at end,
      settled_at = ${isApproved ? null : at}::timestamptz,
      outcome = ${outcome}
    where workspace_id = ${workspaceId} and connection_id = ${connectionId} and status = 'held'
      and held_at <= ${new Date(asked.heldAt)}
    returning 1`.execute(tx)
  if (rows.length === 0) {
    throw new Refused(409, 'No opt-outs wait for a decision any more.', {
      remedy: 'Somebody decided it, or they are no longer too many. Look at the connection.',
    })
  }
  if (isApproved) {
    await sql`
      update write_back_lane set approved_at = ${at}
      where workspace_id = ${workspaceId} and connection_id = ${connectionId}`.execute(tx)
  }
  await resolveProblems(tx, workspaceId, heldIdentity(asked))
  await audit(tx, {
    actor: by,
    action: 'decide_held_opt_outs',
    subject: 'connection',
    subjectId: connectionId,
    sentence: isApproved
      ? `Approved telling “${name}” of ${rows.length} opt-outs.`
      : `Refused telling “${name}” of ${rows.length} opt-outs.`,
    at: now,
  })
  await wakeLanes(tx, workspaceId, [connectionId])
  return rows.length
}
