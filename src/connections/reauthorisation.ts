import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

const CAUSE = 'needs reauthorisation'

/** What is told about a grant that is gone. */
export interface LostGrant {
  connectionId: number
  workspaceId: number
  sentence: string
  remedy: string
}

/**
 * Marks a connection whose grant is gone and puts that among the problems, once, however often it
 * is found. Nothing that came home or that is sealed is touched.
 */
export async function askForAuthorisation(tx: Tx, lost: LostGrant): Promise<void> {
  await tx
    .updateTable('connection')
    .set({
      status: 'needs_reauthorisation',
      refresh_owner: null,
      refresh_lease_until: null,
    })
    .where('id', '=', lost.connectionId)
    .execute()
  await tx
    .insertInto('problem')
    .values({
      workspace_id: lost.workspaceId,
      connection_id: lost.connectionId,
      cause: CAUSE,
      sentence: lost.sentence,
      remedy: lost.remedy,
      who_must_act: 'you',
      fingerprint: fingerprintOf(lost.connectionId),
    })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'fingerprint']).doUpdateSet({
        sentence: lost.sentence,
        remedy: lost.remedy,
        status: 'open',
        occurrences: sql`problem.occurrences + 1`,
        last_at: sql`now()`,
      }),
    )
    .execute()
}

/** The problem is solved: the connection has a grant again, or is gone. */
export async function settleAuthorisation(tx: Tx, connectionId: number): Promise<void> {
  await tx
    .updateTable('problem')
    .set({ status: 'resolved' })
    .where('fingerprint', '=', fingerprintOf(connectionId))
    .execute()
}

function fingerprintOf(connectionId: number): string {
  return createHash('sha256').update(`${CAUSE} ${connectionId}`).digest('hex')
}
