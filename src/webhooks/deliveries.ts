import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { wake } from './arrange.ts'
import { endpointById } from './endpoints.ts'
import type { ALARM_TYPES } from './told-of.ts'

/** A message is news, not a data export: what is longer is a fault of whoever wrote it. */
const BODY_BYTES_MAX = 64 * 1024

/** What happened, for whoever listens. */
export interface Told {
  /** What kind of thing, in the past tense: "alarm.raised". Receivers choose by it. */
  type: (typeof ALARM_TYPES)[number]
  /** When it happened; epoch ms. */
  at: number
  /** Plain JSON, at most 64 kB. */
  data: Record<string, unknown>
}

/**
 * Tells every active endpoint that listens for it: one row each, there if, and only if, the
 * transaction commits, sent soon after. Answers how many will be told.
 */
export async function tell(
  tx: Tx,
  homing: Homing,
  workspaceId: number,
  messages: readonly Told[],
): Promise<number> {
  const listening = await tx
    .selectFrom('webhook_endpoint')
    .select(['id', 'types'])
    .where('workspace_id', '=', workspaceId)
    .where('status', '=', 'active')
    .where('deleted_at', 'is', null)
    .execute()
  const rows = messages.flatMap((message) => {
    // Whoever listens at two endpoints can tell that both were told of one thing.
    const same = { message_id: newMessageId(), body: bodyOf(message) }
    return listening
      .filter(({ types }) => types.includes(message.type))
      .map(({ id }) => deliveryOf(homing, workspaceId, id, { ...same, type: message.type }))
  })
  if (rows.length === 0) return 0
  await tx.insertInto('webhook_delivery').values(rows).execute()
  for (const id of new Set(rows.map((row) => row.endpoint_id))) {
    await wake(tx, homing, workspaceId, id)
  }
  return rows.length
}

/** Sends a message of type homing.test to one endpoint. Refuses (409) one that is not active. */
export async function testEndpoint(
  homing: Homing,
  workspaceId: number,
  endpointId: number,
): Promise<DeliveryView> {
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    const endpoint = await endpointById(tx, endpointId)
    if (endpoint.status !== 'active') {
      throw new Refused(409, `The webhook ${endpoint.name} is told nothing now.`, {
        remedy: 'Resume it first.',
      })
    }
    const message = {
      type: 'homing.test',
      at: homing.now(),
      data: { sentence: 'This is a test. Whoever reads it is connected to Homing.' },
    }
    const same = { message_id: newMessageId(), body: bodyOf(message) }
    const { id } = await tx
      .insertInto('webhook_delivery')
      .values(deliveryOf(homing, workspaceId, endpointId, { ...same, type: message.type }))
      .returning('id')
      .executeTakeFirstOrThrow()
    // An endpoint at rest after failures is tried all the same: that is what a test is for.
    await tx
      .updateTable('webhook_endpoint')
      .set({ rests_until: null })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', endpointId)
      .execute()
    await wake(tx, homing, workspaceId, endpointId)
    const row = await deliveries(tx).where('id', '=', id).executeTakeFirstOrThrow()
    return viewOf(row)
  })
}

/** A delivery with its outcome. Times are ISO 8601. */
export interface DeliveryView {
  id: number
  messageId: string
  type: string
  status: 'waiting' | 'delivered' | 'failed'
  tries: number
  httpStatus: number | null
  /** What the last try came to, in words. */
  outcome: string
  createdAt: string
  triedAt: string | null
  /** Null once it is delivered or given up. */
  nextTryAt: string | null
}

/** An endpoint's deliveries, newest first. Refuses an endpoint that is not there. */
export async function listDeliveries(
  tx: Tx,
  endpointId: number,
  query: { after?: string | undefined; limit: number },
): Promise<{ items: DeliveryView[]; next: string | null }> {
  await endpointById(tx, endpointId)
  const rows = await deliveries(tx)
    .where('endpoint_id', '=', endpointId)
    .$if(query.after !== undefined, (q) => q.where('id', '<', Number(query.after)))
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute()
  const items = rows.slice(0, query.limit).map(viewOf)
  return { items, next: rows.length > query.limit ? String(items.at(-1)!.id) : null }
}

function deliveries(tx: Tx) {
  return tx
    .selectFrom('webhook_delivery')
    .select(['id', 'message_id', 'type', 'status', 'tries', 'http_status', 'outcome'])
    .select(['created_at', 'tried_at', 'next_try_at'])
    .where('workspace_id', '=', sql<number>`homing_workspace()`)
}

type Row = Awaited<ReturnType<ReturnType<typeof deliveries>['executeTakeFirstOrThrow']>>

function viewOf(row: Row): DeliveryView {
  return {
    id: row.id,
    messageId: row.message_id,
    type: row.type,
    status: row.status,
    tries: row.tries,
    httpStatus: row.http_status,
    outcome: row.outcome,
    createdAt: row.created_at.toISOString(),
    triedAt: row.tried_at?.toISOString() ?? null,
    nextTryAt: row.status === 'waiting' ? row.next_try_at.toISOString() : null,
  }
}

function deliveryOf(
  homing: Homing,
  workspaceId: number,
  endpointId: number,
  of: { message_id: string; body: string; type: string },
) {
  const now = new Date(homing.now())
  return {
    workspace_id: workspaceId,
    endpoint_id: endpointId,
    ...of,
    next_try_at: now,
    created_at: now,
  }
}

/** Standard Webhooks, "Payload structure": type, timestamp, data. */
export function bodyOf({ type, at, data }: Omit<Told, 'type'> & { type: string }): string {
  const body = JSON.stringify({ type, timestamp: new Date(at).toISOString(), data })
  if (Buffer.byteLength(body) > BODY_BYTES_MAX) {
    throw new Error(`A message of type ${type} is longer than ${BODY_BYTES_MAX} bytes.`)
  }
  return body
}

function newMessageId(): string {
  return `msg_${randomUUID().replaceAll('-', '')}`
}
