import { audit } from '../accounts/index.ts'
import type { By } from '../connections/index.ts'
import { resolveProblems } from '../ledger/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import type { ReadKind } from './reads.ts'
import { settleRead } from './reads.ts'
import { endRead, identityOf, type ChangeCounts, type SampledRemoval } from './settle.ts'

/** What a read is of, within a sentence. */
const KINDS = { lists: 'lists', contacts: 'contacts' } as const

/** A change that waits for a person, as API and screens show it. Times are ISO 8601. */
export interface HeldChange {
  id: number
  connectionId: number
  kind: ReadKind
  reasons: string[]
  counts: ChangeCounts
  sample: SampledRemoval[]
  readAt: string
}

/** What waits for a decision: one change a connection and kind at most. */
export async function listHeldChanges(tx: Tx, connectionId: number): Promise<HeldChange[]> {
  const rows = await tx
    .selectFrom('account_read')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('status', '=', 'held')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    connectionId: row.connection_id,
    kind: row.kind,
    reasons: row.reasons,
    counts: row.counts as ChangeCounts,
    sample: row.sample as SampledRemoval[],
    readAt: (row.completed_at ?? row.started_at).toISOString(),
  }))
}

export interface HeldDecision {
  workspaceId: number
  id: number
  decision: 'approve' | 'refuse'
  by: By
  /** Epoch milliseconds. */
  now: number
}

/**
 * Carries out a held change, or throws it away. Approved, it is compared once more with what is
 * held by now. Throws Refused where it is not there, or was decided or replaced meanwhile.
 */
export async function decideHeldChange(tx: Tx, asked: HeldDecision): Promise<void> {
  const row = await tx
    .selectFrom('account_read as r')
    .innerJoin('connection as c', 'c.id', 'r.connection_id')
    .select(['r.id', 'r.workspace_id', 'r.connection_id', 'r.kind', 'r.status', 'r.rows_refused'])
    .select('c.name')
    .where('r.id', '=', asked.id)
    .forUpdate('r')
    .executeTakeFirst()
  if (row === undefined) throw notFound('held change', asked.id)
  if (row.status !== 'held') {
    throw new Refused(409, 'This change no longer waits for a decision.', {
      remedy: 'A newer read took its place, or somebody decided it. Look at the connection.',
    })
  }
  const read = {
    id: row.id,
    workspaceId: row.workspace_id,
    connectionId: row.connection_id,
    kind: row.kind,
    refused: row.rows_refused,
  }
  if (asked.decision === 'approve') await endRead(tx, read, { by: asked.by.name })
  else {
    await settleRead(tx, read.id, { status: 'refused', by: asked.by.name })
    await resolveProblems(tx, read.workspaceId, identityOf(read))
  }
  await audit(tx, {
    actor: asked.by,
    action: 'decide_held_change',
    subject: 'connection',
    subjectId: read.connectionId,
    sentence:
      asked.decision === 'approve'
        ? `Approved a held change of the ${KINDS[read.kind]} of “${row.name}”.`
        : `Refused a held change of the ${KINDS[read.kind]} of “${row.name}”.`,
    at: asked.now,
  })
}
