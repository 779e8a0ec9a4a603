import { sql } from 'kysely'
import { audit } from '../accounts/index.ts'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { HttpFault } from '../platform/http/index.ts'
import { Refused } from '../platform/refused.ts'
import { AFRESH, endpointById, ENDPOINTS_MAX, listEndpoints, type Endpoint } from './endpoints.ts'
import { ALARM_TYPES, type MessageType } from './told-of.ts'
import { giveSecret, type By } from './secrets.ts'

/** How an endpoint is to be; what is absent stays as it is. */
export interface Arrangement {
  name?: string | undefined
  url?: string | undefined
  types?: readonly MessageType[] | undefined
  isPaused?: boolean | undefined
}

/**
 * Adds an endpoint and makes its signing secret, answered this once. Without types it is told of
 * alarms. Throws Refused (422, field url) for an address that may not be called, 409 where there
 * are too many.
 */
export async function createEndpoint(
  homing: Homing,
  by: By,
  given: Arrangement & { url: string },
): Promise<{ endpoint: Endpoint; secret: string }> {
  const url = callable(homing, given.url)
  const name = given.name ?? new URL(url).host
  return homing.database.inWorkspace(by.workspaceId, async (tx) => {
    if ((await listEndpoints(tx)).length >= ENDPOINTS_MAX) {
      throw new Refused(409, `A workspace has ${ENDPOINTS_MAX} webhooks at most.`, {
        remedy: 'Remove one that is no longer used.',
      })
    }
    const { id } = await tx
      .insertInto('webhook_endpoint')
      .values({
        workspace_id: by.workspaceId,
        name,
        url,
        types: [...(given.types ?? ALARM_TYPES)],
        status: 'active',
        created_by: typeof by.actor === 'string' ? by.actor : by.actor.id,
        created_at: new Date(homing.now()),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const secret = await giveSecret(tx, homing, by.workspaceId, id)
    const sentence = `Added the webhook “${name}”.`
    await note(tx, by, { id, action: 'add_webhook', sentence, at: homing.now() })
    return { endpoint: await endpointById(tx, id), secret }
  })
}

/**
 * Renames, moves, chooses, pauses, or resumes: what waited meanwhile is sent then, with what had
 * been given up. Throws Refused.
 */
export async function changeEndpoint(
  homing: Homing,
  by: By,
  id: number,
  { name, url: givenUrl, types, isPaused }: Arrangement,
): Promise<Endpoint> {
  const url = givenUrl === undefined ? undefined : callable(homing, givenUrl)
  return homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const before = await endpointById(tx, id)
    await tx
      .updateTable('webhook_endpoint')
      .set({
        name: name ?? before.name,
        url: url ?? before.url,
        types: [...(types ?? before.types)],
        ...(isPaused === true ? { status: 'paused' as const } : {}),
        ...(isPaused === false ? { status: 'active' as const, ...AFRESH } : {}),
      })
      .where('workspace_id', '=', by.workspaceId)
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .execute()
    if (types !== undefined) await forgetOthers(tx, by.workspaceId, id, types)
    if (isPaused === false) await tryAnew(tx, homing, by.workspaceId, id)
    const after = await endpointById(tx, id)
    const sentence =
      after.status === 'active'
        ? `Changed the webhook “${after.name}”: it is told.`
        : `Changed the webhook “${after.name}”: it is told nothing for now.`
    await note(tx, by, { id, action: 'change_webhook', sentence, at: homing.now() })
    return after
  })
}

/** What waits of types that it no longer listens for is not sent. */
async function forgetOthers(
  tx: Tx,
  workspaceId: number,
  id: number,
  types: readonly MessageType[],
): Promise<void> {
  await sql`
    delete from webhook_backlog b using webhook_news n
    where b.workspace_id = ${workspaceId} and b.endpoint_id = ${id}
      and n.workspace_id = b.workspace_id and n.id = b.news_id
      and n.type <> all(${[...types]}::text[])`.execute(tx)
  await sql`
    delete from webhook_delivery
    where workspace_id = ${workspaceId} and endpoint_id = ${id} and status = 'waiting'
      and subject_id is not null and type <> all(${[...types]}::text[])`.execute(tx)
}

/** All that waits is due now; news that had been given up waits again. */
async function tryAnew(tx: Tx, homing: Homing, workspaceId: number, id: number): Promise<void> {
  const now = new Date(homing.now())
  await sql`
    update webhook_delivery
    set status = 'waiting', next_try_at = ${now}, settled_at = null,
      tries = case when status = 'failed' then 0 else tries end
    where workspace_id = ${workspaceId} and endpoint_id = ${id}
      and (status = 'waiting' or (status = 'failed' and subject_id is not null))`.execute(tx)
  await wake(tx, homing, workspaceId, id)
}

/** Has what waits for an endpoint sent soon. */
export async function wake(tx: Tx, homing: Homing, workspaceId: number, endpointId: number) {
  const key = `${workspaceId}:${endpointId}`
  await homing.jobs.enqueue(tx, 'webhooks', { workspaceId, endpointId }, key)
}

/** Removes an endpoint: its secret is destroyed and nothing is sent to it. Throws Refused 404. */
export async function removeEndpoint(homing: Homing, by: By, id: number): Promise<void> {
  await homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const { name } = await endpointById(tx, id)
    const now = new Date(homing.now())
    await tx
      .updateTable('webhook_endpoint')
      .set({ deleted_at: now, sealed_secret: null, sealed_former: null, status: 'paused' })
      .where('workspace_id', '=', by.workspaceId)
      .where('id', '=', id)
      .execute()
    await tx
      .deleteFrom('webhook_backlog')
      .where('workspace_id', '=', by.workspaceId)
      .where('endpoint_id', '=', id)
      .execute()
    await tx
      .updateTable('webhook_delivery')
      .set({ status: 'failed', outcome: 'The webhook was removed.', settled_at: now })
      .where('workspace_id', '=', by.workspaceId)
      .where('endpoint_id', '=', id)
      .where('status', '=', 'waiting')
      .execute()
    const sentence = `Removed the webhook “${name}”.`
    await note(tx, by, { id, action: 'remove_webhook', sentence, at: now.getTime() })
  })
}

/** The address as it will be called. It is judged again, as resolved, at each try. */
function callable(homing: Homing, url: string): string {
  try {
    homing.http.check(url)
    return new URL(url).href
  } catch (error) {
    if (!(error instanceof HttpFault)) throw error
    throw new Refused(422, error.message, {
      field: 'url',
      remedy: 'Give a public https address that you control.',
      cause: error,
    })
  }
}

function note(
  tx: Tx,
  by: By,
  { id, ...fact }: { id: number; action: string; sentence: string; at: number },
): Promise<void> {
  return audit(tx, { actor: by.actor, subject: 'webhook', subjectId: id, ...fact })
}
