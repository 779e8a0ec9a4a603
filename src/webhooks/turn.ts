import { sql } from 'kysely'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { inWork } from '../platform/work.ts'
import { wake } from './arrange.ts'
import { bodiesOf, type Subject } from './bodies.ts'
import { forgetDelivered } from './forget.ts'
import { post, type Message, type Posted } from './post.ts'
import type { SealedSecrets } from './secrets.ts'
import { settle } from './settle.ts'
import { unfoldNews } from './unfold.ts'

/** Messages taken at a time … */
const BATCH_MAX = 64
/** … so many of them are on their way at once … */
const AT_ONCE = 8
/** … and none sets out later than this after the batch was taken: one may take twenty seconds. */
const SET_OUT_MS_MAX = 30_000
/** Clearly longer than a batch may take. */
const LEASE_SECONDS = 90
/** An endpoint with more to be told comes again after those that wait. */
const TURN_MS_MAX = 20_000
/** A turn ends after so many batches, even where time stands still. */
const BATCHES_MAX = 1_000

export interface At {
  workspaceId: number
  endpointId: number
}

/**
 * Sends what an endpoint has to be told, until nothing is due or its turn is over. Each message is
 * taken under a lease and settled after it was sent: a process that dies in between leaves it to be
 * sent again under the same id, at least once and never not at all.
 */
export async function tellEndpoint(homing: Homing, at: At): Promise<void> {
  await inWork({ webhook: at.endpointId }, async () => {
    const begun = performance.now()
    for (let batch = 0; batch < BATCHES_MAX; batch++) {
      if (homing.ending?.aborted) return
      if (!(await tellBatch(homing, at))) break
      if (performance.now() - begun < TURN_MS_MAX) continue
      await homing.database.inWorkspace(at.workspaceId, (tx) =>
        wake(tx, homing, at.workspaceId, at.endpointId),
      )
      break
    }
    await homing.database.inWorkspace(at.workspaceId, (tx) => forgetDelivered(tx, at))
  })
}

/** Answers whether there may be more to send. */
async function tellBatch(homing: Homing, at: At): Promise<boolean> {
  const taken = await homing.database.inWorkspace(at.workspaceId, (tx) =>
    take(tx, at, homing.now()),
  )
  if (taken === null) return false
  const posted = await postAll(homing, at, taken)
  return homing.database.inWorkspace(at.workspaceId, (tx) => settle(tx, homing, at, posted))
}

/** Side by side. As soon as one fails nothing more sets out: the others stay as they were. */
async function postAll(homing: Homing, at: At, { endpoint, messages }: Taken): Promise<Posted[]> {
  const posted: Posted[] = []
  const begun = performance.now()
  let next = 0
  let isEnough = false
  const carry = async () => {
    while (next < messages.length) {
      const message = messages[next++]!
      if (isEnough || performance.now() - begun > SET_OUT_MS_MAX || homing.ending?.aborted) {
        posted.push({ message, outcome: null })
        continue
      }
      const outcome = await post(homing, at, endpoint, message)
      if (!outcome.isDelivered) isEnough = true
      posted.push({ message, outcome })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, carry))
  return posted
}

interface Taken {
  endpoint: EndpointRow
  messages: Message[]
}

interface EndpointRow extends SealedSecrets {
  url: string
  failures: number
}

/**
 * Takes what is due: alarms and tests first, then what failed before, then news, as far as there is
 * room. Of an endpoint that fails, one message: a probe. Null where nothing is due.
 */
async function take(tx: Tx, at: At, now: number): Promise<Taken | null> {
  const endpoint = await tx
    .selectFrom('webhook_endpoint')
    .select(['url', 'failures', 'sealed_secret', 'sealed_former', 'former_until'])
    .where('workspace_id', '=', at.workspaceId)
    .where('id', '=', at.endpointId)
    .where('status', '=', 'active')
    .where('deleted_at', 'is', null)
    .where((row) =>
      row.or([row('rests_until', 'is', null), row('rests_until', '<=', new Date(now))]),
    )
    .executeTakeFirst()
  if (endpoint === undefined) return null
  const room = endpoint.failures > 0 ? 1 : BATCH_MAX
  const messages = await takeDue(tx, at, room, now)
  if (messages.length < room) {
    const left = room - messages.length
    const made = await unfoldNews(tx, { ...at, room: left, now })
    if (made > 0) messages.push(...(await takeDue(tx, at, left, now)))
  }
  if (messages.length === 0) return null
  return { endpoint, messages: await withBodies(tx, at.workspaceId, messages) }
}

interface Row extends Omit<Subject, 'subjectId'> {
  messageId: string
  body: string
  tries: number
  subjectId: number | null
}

async function takeDue(tx: Tx, at: At, room: number, now: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    with due as (
      select id from webhook_delivery
      where workspace_id = ${at.workspaceId} and endpoint_id = ${at.endpointId}
        and status = 'waiting' and next_try_at <= ${new Date(now)}
        and (lease_until is null or lease_until < clock_timestamp())
      order by subject_id is not null, next_try_at, id
      limit ${room}
      for update skip locked
    )
    update webhook_delivery d
    set lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    from due
    where d.workspace_id = ${at.workspaceId} and d.id = due.id
    returning d.id, d.type, d.message_id as "messageId", d.body, d.tries,
      d.subject_id as "subjectId", (extract(epoch from d.happened_at) * 1000)::float8
        as "happenedAt", d.event_key::text as "eventKey", d.created_at as "madeAt"`.execute(tx)
  return rows
}

/** Of news the body is made now; what there is nothing to tell of any more goes without a word. */
async function withBodies(tx: Tx, workspaceId: number, rows: readonly Row[]): Promise<Message[]> {
  const subjects = rows.flatMap(({ subjectId, ...row }) =>
    subjectId === null ? [] : [{ ...row, subjectId }],
  )
  const bodies = subjects.length === 0 ? null : await bodiesOf(tx, workspaceId, subjects)
  const gone: number[] = []
  const messages: Message[] = []
  for (const { id, messageId, tries, subjectId, body: own } of rows) {
    const body = subjectId === null ? own : bodies?.get(id)
    if (body === undefined) gone.push(id)
    else messages.push({ id, messageId, tries, body, isNews: subjectId !== null })
  }
  if (gone.length > 0) {
    await tx
      .deleteFrom('webhook_delivery')
      .where('workspace_id', '=', workspaceId)
      .where('id', 'in', gone)
      .execute()
  }
  return messages
}
