import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import type { DueWriteBack } from './next.ts'

export type Called =
  'opt_out' | 'leave' | 'resubscribe' | 'replace_address' | 'erase' | 'invalidate' | 'validate'

export interface Settlement {
  status: 'done' | 'confirming' | 'not_needed' | 'not_permitted' | 'failed'
  /** In words, without an address. */
  outcome: string
  /** The system's word for it, as it was read back. */
  remote?: string
  /** Since when it says so, where it is certain that our call made it so; epoch ms. */
  remoteAt?: number | null
  /** Whether the opt-out, or the mark, that stands there is our word; absent: as before. */
  isOurs?: boolean
  whoMustAct?: 'you' | 'vendor' | 'homing' | null
}

interface Of {
  workspaceId: number
  row: Pick<DueWriteBack, 'id' | 'version'>
  /** Epoch milliseconds. */
  now: number
}

/**
 * Kept before a call that changes something: it may be taken even where no answer comes. What an
 * address is marked with here is ours from then on; an opt-out only once it was read back, for
 * before the call none stood there. Another call of ours changes the moment of a mark, where a
 * system tells no other than that of the last change.
 */
export async function beginCall(tx: Tx, { workspaceId, row, now }: Of, call: Called) {
  const isMark = call === 'invalidate'
  await sql`
    update write_back set called = ${call}, called_at = ${new Date(now)},
      is_ours = ${isMark} or (is_ours and ${call !== 'opt_out'}),
      remote_at = case when not ${isMark} then remote_at end
    where workspace_id = ${workspaceId} and id = ${row.id}`.execute(tx)
  await sql`
    update write_back v set remote_at = null from write_back w
    where w.workspace_id = ${workspaceId} and w.id = ${row.id} and w.kind <> 'validity'
      and v.workspace_id = w.workspace_id and v.connection_id = w.connection_id
      and v.address_id = w.address_id and v.kind = 'validity' and v.is_ours`.execute(tx)
}

/**
 * What became of a write-back. Where something new was wished for meanwhile, the row stays as that
 * wish left it; the moment that was read back is kept in any case, so that our own word is known.
 */
export async function settleWriteBack(
  tx: Tx,
  { workspaceId, row, now }: Of,
  settlement: Settlement,
): Promise<void> {
  const { status, outcome, remote, remoteAt, isOurs, whoMustAct } = settlement
  const at = new Date(now)
  await sql`
    update write_back set
      remote_at = coalesce(${remoteAt == null ? null : new Date(remoteAt)}::timestamptz, remote_at),
      remote = coalesce(${remote ?? null}::text, remote),
      is_ours = coalesce(${isOurs ?? null}::boolean, is_ours),
      status = case when ${isStill(row)} then ${status} else status end,
      outcome = case when ${isStill(row)} then ${outcome} else outcome end,
      who_must_act = case when ${isStill(row)} then ${whoMustAct ?? null}::text
        else who_must_act end,
      tries = case when ${isStill(row)} then tries + 1 else tries end,
      acknowledged_at = case when ${isStill(row)} and ${status === 'done'} then ${at}
        else acknowledged_at end,
      settled_at = case when ${isStill(row)} then ${at} else settled_at end,
      sealed = case when ${status === 'failed'} then sealed end
    where workspace_id = ${workspaceId} and id = ${row.id}`.execute(tx)
}

/** A try that did not succeed: it waits for the next one, or is a person's where there is none. */
export async function putOffWriteBack(
  tx: Tx,
  { workspaceId, row, now }: Of,
  why: { outcome: string; whoMustAct: 'you' | 'vendor' | 'homing'; waitMs: number | null },
): Promise<void> {
  await sql`
    update write_back set tries = tries + 1, outcome = ${why.outcome},
      who_must_act = ${why.whoMustAct},
      status = case when ${why.waitMs === null} then 'failed' else status end,
      settled_at = case when ${why.waitMs === null} then ${new Date(now)}::timestamptz end,
      next_try_at = ${new Date(now + (why.waitMs ?? 0))}
    where workspace_id = ${workspaceId} and id = ${row.id} and ${isStill(row)}`.execute(tx)
}

function isStill(row: Pick<DueWriteBack, 'version'>) {
  return sql`(version = ${row.version}::integer and status = 'waiting')`
}
