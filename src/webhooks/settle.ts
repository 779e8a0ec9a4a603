import { sql } from 'kysely'
import type { Homing } from '../homing.ts'
import { waitAfter } from '../outbox/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { AFRESH } from './endpoints.ts'
import type { Message, Outcome, Posted } from './post.ts'
import { isDead, restAfter, WEBHOOK_WAITS_MS } from './tries.ts'
import type { At } from './turn.ts'

/** A receiver may ask for rest, but not for longer than this. */
const ASKED_MS_MAX = 24 * 3_600_000

interface Tried {
  message: Message
  outcome: Outcome
}

/**
 * Writes down what became of the messages of a batch, in one transaction, and judges the endpoint
 * by it. Answers whether more may be sent to it at once.
 */
export async function settle(
  tx: Tx,
  homing: Homing,
  at: At,
  posted: readonly Posted[],
): Promise<boolean> {
  const tried = posted.flatMap(({ message, outcome }) =>
    outcome === null ? [] : [{ message, outcome }],
  )
  const delivered = await settleMessages(tx, homing, at, tried)
  await release(tx, at, posted)
  return tried.length === 0
    ? posted.length === 0
    : judgeEndpoint(tx, homing, at, { tried, delivered })
}

/** Those that were taken and not sent are due as before. */
async function release(tx: Tx, at: At, posted: readonly Posted[]): Promise<void> {
  const ids = posted.filter(({ outcome }) => outcome === null).map(({ message }) => message.id)
  if (ids.length === 0) return
  await tx
    .updateTable('webhook_delivery')
    .set({ lease_until: null })
    .where('workspace_id', '=', at.workspaceId)
    .where('id', 'in', ids)
    .where('status', '=', 'waiting')
    .execute()
}

/** Answers how many were delivered that nobody had settled meanwhile. */
async function settleMessages(tx: Tx, homing: Homing, at: At, tried: readonly Tried[]) {
  if (tried.length === 0) return 0
  const now = homing.now()
  const rows = tried.map(({ message, outcome }) => {
    const tries = message.tries + 1
    const wait = outcome.isDelivered ? null : waitOf(homing, tries, outcome)
    return {
      id: message.id,
      tries,
      status: outcome.isDelivered ? 'delivered' : wait === null ? 'failed' : 'waiting',
      http_status: outcome.status,
      outcome: outcome.sentence,
      next_ms: now + (wait ?? 0),
    }
  })
  const { rows: settled } = await sql<{ status: string }>`
    update webhook_delivery d
    set status = s.status, tries = s.tries, http_status = s.http_status, outcome = s.outcome,
      tried_at = ${new Date(now)}, next_try_at = to_timestamp(s.next_ms / 1000.0),
      lease_until = null,
      settled_at = case when s.status <> 'waiting' then ${new Date(now)}::timestamptz end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as s (id integer, tries integer,
      status text, http_status integer, outcome text, next_ms bigint)
    where d.workspace_id = ${at.workspaceId} and d.id = s.id
      -- Settled meanwhile: removed with its endpoint, or sent by whoever took it after the lease.
      and d.status = 'waiting'
    returning d.status`.execute(tx)
  return settled.filter(({ status }) => status === 'delivered').length
}

function waitOf(homing: Homing, tries: number, { askedMs }: Outcome): number | null {
  return waitAfter({ waits: WEBHOOK_WAITS_MS, tries, askedMs, random: homing.random() })
}

/**
 * One that took anything works. One that took nothing rests, ever longer, and is disabled when it
 * has long been dead, says that it is gone, or has refused a piece of news for the last time: that
 * waits until somebody has looked, and is not passed over.
 */
async function judgeEndpoint(
  tx: Tx,
  homing: Homing,
  at: At,
  { tried, delivered }: { tried: readonly Tried[]; delivered: number },
): Promise<boolean> {
  const now = homing.now()
  const row = await tx
    .selectFrom('webhook_endpoint')
    .select(['failures', 'failing_since', 'status'])
    .where('workspace_id', '=', at.workspaceId)
    .where('id', '=', at.endpointId)
    // What is written for it meanwhile refers to it, and need not wait.
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  const failed = tried.filter(({ outcome }) => !outcome.isDelivered)
  const last = (failed.at(-1) ?? tried.at(-1)!).outcome
  const isWell = failed.length < tried.length
  const failures = isWell ? 0 : row.failures + failed.length
  const since = row.failing_since?.getTime() ?? now
  const reason = endOf(failed, { failures, since, now })
  const isEnd = row.status === 'active' && reason !== null
  const asked = Math.min(
    Math.max(0, ...failed.map(({ outcome }) => outcome.askedMs ?? 0)),
    ASKED_MS_MAX,
  )
  const rest = Math.max(asked, isWell ? 0 : restAfter(failures, homing.random()))
  await tx
    .updateTable('webhook_endpoint')
    .set((columns) => ({
      last_status: last.status,
      last_outcome: last.sentence,
      last_tried_at: new Date(now),
      delivered: sql<string>`${columns.ref('delivered')} + ${delivered}::bigint`,
      ...(row.status === 'disabled'
        ? {}
        : isWell
          ? AFRESH
          : { failures, failing_since: new Date(since) }),
      ...(rest > 0 ? { rests_until: new Date(now + rest) } : {}),
      ...(isEnd
        ? { status: 'disabled' as const, disabled_at: new Date(now), disabled_reason: reason }
        : {}),
    }))
    .where('workspace_id', '=', at.workspaceId)
    .where('id', '=', at.endpointId)
    .execute()
  return rest === 0 && !isEnd
}

/** Why nothing is sent to the endpoint any more; null where it goes on. */
function endOf(
  failed: readonly Tried[],
  { failures, since, now }: { failures: number; since: number; now: number },
): string | null {
  if (failed.some(({ outcome }) => outcome.isGone)) {
    return 'It answered 410: it no longer wants to be told.'
  }
  const last = failed.at(-1)?.outcome.sentence
  const refused = failed.find(
    ({ message }) => message.isNews && message.tries + 1 > WEBHOOK_WAITS_MS.length,
  )
  if (refused !== undefined) {
    const { messageId, tries } = refused.message
    return `It refused the message ${messageId} ${tries + 1} times. The last: ${last}`
  }
  if (failures === 0 || !isDead(failures, since, now)) return null
  return `${failures} tries in a row failed. The last: ${last}`
}
