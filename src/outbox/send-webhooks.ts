import { sql } from 'kysely'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { HttpFault, retryAfterMs, type HttpLimits } from '../platform/http/index.ts'
import { AFRESH, placeOf } from './endpoints.ts'
import { signed } from './sign.ts'
import { isDead, waitAfter, WEBHOOK_WAITS_MS } from './tries.ts'

/** Deliveries taken at a time; they are sent side by side. */
const BATCH_MAX = 8
/** A receiver should take the message and think later. */
const LIMITS: Partial<HttpLimits> = {
  connectMs: 5_000,
  headersMs: 15_000,
  bodyStallMs: 5_000,
  wholeMs: 20_000,
  bodyBytesMax: 64 * 1024,
}
/** Clearly longer than one try may take. */
const LEASE_SECONDS = 60

interface Taken {
  id: number
  endpoint_id: number
  message_id: string
  body: string
  tries: number
  url: string
  sealed_secret: Uint8Array
}

interface Outcome {
  status: number | null
  isDelivered: boolean
  /** The receiver says that nobody lives there any more. */
  isGone: boolean
  askedMs: number | null
  sentence: string
}

/** Takes some of what is due, sends it, and settles each. Answers how many were taken. */
export async function sendWebhooks(homing: Homing, workspaceId: number): Promise<number> {
  const taken = await homing.database.inWorkspace(workspaceId, (tx) =>
    take(tx, workspaceId, homing.now()),
  )
  await Promise.all(
    taken.map(async (delivery) => {
      const outcome = await post(homing, workspaceId, delivery)
      await homing.database.inWorkspace(workspaceId, (tx) =>
        settle(tx, homing, { workspaceId, delivery, outcome }),
      )
    }),
  )
  return taken.length
}

async function take(tx: Tx, workspaceId: number, now: number): Promise<Taken[]> {
  const { rows } = await sql<Taken>`
    with due as (
      select d.workspace_id, d.id from webhook_delivery d
      join webhook_endpoint e on e.workspace_id = d.workspace_id and e.id = d.endpoint_id
      where d.workspace_id = ${workspaceId} and d.status = 'waiting'
        and d.next_try_at <= ${new Date(now)} and e.status = 'active'
        and (d.lease_until is null or d.lease_until < clock_timestamp())
      order by d.next_try_at, d.id
      limit ${BATCH_MAX}
      for update of d skip locked
    )
    update webhook_delivery d
    set lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    from due, webhook_endpoint e
    where d.workspace_id = due.workspace_id and d.id = due.id
      and e.workspace_id = d.workspace_id and e.id = d.endpoint_id
    returning d.id, d.endpoint_id, d.message_id, d.body, d.tries, e.url, e.sealed_secret`.execute(
    tx,
  )
  return rows
}

/** One try. Redirects are not followed: they are answers like any other that is not 2xx. */
async function post(homing: Homing, workspaceId: number, delivery: Taken): Promise<Outcome> {
  const { endpoint_id, url, message_id, body, sealed_secret } = delivery
  const place = placeOf(workspaceId, endpoint_id)
  const timestamp = Math.floor(homing.now() / 1000)
  try {
    const secret = homing.secrets.open<string>(place, sealed_secret)
    const answer = await homing.http.exchange({
      method: 'POST',
      url,
      body,
      headers: {
        'content-type': 'application/json',
        ...signed({ secret, id: message_id, timestamp, body }),
      },
      limits: LIMITS,
    })
    const isDelivered = answer.status >= 200 && answer.status < 300
    return {
      status: answer.status,
      isDelivered,
      isGone: answer.status === 410,
      askedMs: retryAfterMs(answer.headers, homing.now()),
      sentence: sentenceOf(answer.status, isDelivered),
    }
  } catch (error) {
    // One endpoint's fault of ours (its secret does not open) must not hold up the others.
    const isTheirs = error instanceof HttpFault
    if (!isTheirs) homing.log.error({ err: error, webhook: endpoint_id }, 'a webhook failed here')
    const sentence = isTheirs ? error.message : 'Homing could not send it; its log has the details.'
    return { status: null, isDelivered: false, isGone: false, askedMs: null, sentence }
  }
}

function sentenceOf(status: number, isDelivered: boolean): string {
  if (isDelivered) return `Answered ${status}.`
  if (status >= 300 && status < 400) return `Answered ${status}: redirects are not followed.`
  return `Answered ${status}.`
}

interface Settling {
  workspaceId: number
  delivery: Taken
  outcome: Outcome
}

async function settle(tx: Tx, homing: Homing, { workspaceId, delivery, outcome }: Settling) {
  const now = homing.now()
  const tries = delivery.tries + 1
  const { askedMs } = outcome
  const waitMs = outcome.isDelivered
    ? null
    : waitAfter({ waits: WEBHOOK_WAITS_MS, tries, askedMs, random: homing.random() })
  const settled = waitMs === null ? { settled_at: new Date(now) } : {}
  const after = outcome.isDelivered ? 'delivered' : waitMs === null ? 'failed' : 'waiting'
  await tx
    .updateTable('webhook_delivery')
    .set({
      status: after,
      tries,
      http_status: outcome.status,
      outcome: outcome.sentence,
      tried_at: new Date(now),
      next_try_at: new Date(now + (waitMs ?? 0)),
      lease_until: null,
      ...settled,
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', delivery.id)
    // Settled meanwhile: removed with its endpoint, or sent by whoever took it after the lease.
    .where('status', '=', 'waiting')
    .execute()
  await judgeEndpoint(tx, workspaceId, delivery.endpoint_id, { outcome, now })
}

/** Counts the endpoint's failures in a row, and disables one that is gone or has long been dead. */
async function judgeEndpoint(
  tx: Tx,
  workspaceId: number,
  endpointId: number,
  { outcome, now }: { outcome: Outcome; now: number },
): Promise<void> {
  const row = await tx
    .selectFrom('webhook_endpoint')
    .select(['failures', 'failing_since', 'status'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', endpointId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  if (row.status === 'disabled' || (outcome.isDelivered && row.failures === 0)) return
  const failures = row.failures + 1
  const since = row.failing_since?.getTime() ?? now
  const isEnd = row.status === 'active' && (outcome.isGone || isDead(failures, since, now))
  const reason = outcome.isGone
    ? 'It answered 410: it no longer wants to be told.'
    : `${failures} tries in a row failed. The last: ${outcome.sentence}`
  await tx
    .updateTable('webhook_endpoint')
    .set({
      ...(outcome.isDelivered ? AFRESH : { failures, failing_since: new Date(since) }),
      ...(isEnd
        ? { status: 'disabled' as const, disabled_at: new Date(now), disabled_reason: reason }
        : {}),
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', endpointId)
    .execute()
}
