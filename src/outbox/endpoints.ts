import { sql } from 'kysely'
import { audit, type Actor } from '../accounts/index.ts'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { HttpFault } from '../platform/http/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { newSecret } from './sign.ts'

/** Endpoints one workspace may have. */
const ENDPOINTS_MAX = 20

/** Where another system wants to be told. Times in epoch ms; nothing of it is secret. */
export interface Endpoint {
  id: number
  name: string
  url: string
  status: 'active' | 'paused' | 'disabled'
  /** Failed tries since the last that went well. */
  failures: number
  failingSince: number | null
  disabledReason: string
  disabledAt: number | null
  createdAt: number
}

/** The workspace's endpoints, oldest first. */
export async function listEndpoints(tx: Tx): Promise<Endpoint[]> {
  return (await endpoints(tx).orderBy('id').limit(ENDPOINTS_MAX).execute()).map(endpointOf)
}

export interface By {
  workspaceId: number
  actor: Actor
}

/**
 * Adds an endpoint and makes its signing secret, answered this once. Throws Refused (422, field
 * url) for an address that may not be called, 409 where there are too many.
 */
export async function createEndpoint(
  homing: Homing,
  by: By,
  given: { url: string; name?: string | undefined },
): Promise<{ endpoint: Endpoint; secret: string }> {
  const url = callable(homing, given.url)
  const name = given.name ?? new URL(url).host
  const secret = newSecret()
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
        status: 'active',
        created_by: typeof by.actor === 'string' ? by.actor : by.actor.id,
        created_at: new Date(homing.now()),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    // Sealed for this row and no other, so the row comes first.
    const sealed = homing.secrets.seal(placeOf(by.workspaceId, id), secret)
    await tx
      .updateTable('webhook_endpoint')
      .set({ sealed_secret: sealed })
      .where('id', '=', id)
      .execute()
    await note(tx, by, { id, action: 'add_webhook', sentence: `Added the webhook “${name}”.` })
    return { endpoint: await endpointById(tx, id), secret }
  })
}

/** Renames, moves, pauses, or resumes: what waited meanwhile is sent then. Throws Refused. */
export async function changeEndpoint(
  homing: Homing,
  by: By,
  id: number,
  change: { name?: string | undefined; url?: string | undefined; isPaused?: boolean | undefined },
): Promise<Endpoint> {
  const url = change.url === undefined ? undefined : callable(homing, change.url)
  return homing.database.inWorkspace(by.workspaceId, async (tx) => {
    await endpointById(tx, id)
    await tx
      .updateTable('webhook_endpoint')
      .set({
        ...(change.name === undefined ? {} : { name: change.name }),
        ...(url === undefined ? {} : { url }),
        ...(change.isPaused === true ? { status: 'paused' as const } : {}),
        ...(change.isPaused === false ? { status: 'active' as const, ...AFRESH } : {}),
      })
      .where('id', '=', id)
      .execute()
    if (change.isPaused === false) {
      await homing.jobs.enqueue(tx, 'deliver', { workspaceId: by.workspaceId }, keyOf(by))
    }
    const after = await endpointById(tx, id)
    const sentence = `Changed the webhook “${after.name}”: it is ${after.status}.`
    await note(tx, by, { id, action: 'change_webhook', sentence })
    return after
  })
}

/** Removes an endpoint: its secret is destroyed and nothing is sent to it. Throws Refused 404. */
export async function removeEndpoint(homing: Homing, by: By, id: number): Promise<void> {
  await homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const { name } = await endpointById(tx, id)
    await tx
      .updateTable('webhook_endpoint')
      .set({ deleted_at: new Date(homing.now()), sealed_secret: null, status: 'paused' })
      .where('id', '=', id)
      .execute()
    await tx
      .updateTable('webhook_delivery')
      .set({ status: 'failed', outcome: 'The webhook was removed.', settled_at: sql<Date>`now()` })
      .where('endpoint_id', '=', id)
      .where('status', '=', 'waiting')
      .execute()
    await note(tx, by, { id, action: 'remove_webhook', sentence: `Removed the webhook “${name}”.` })
  })
}

/** Throws Refused 404 where there is none, or it was removed. */
export async function endpointById(tx: Tx, id: number): Promise<Endpoint> {
  const row = await endpoints(tx).where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw notFound('webhook', id)
  return endpointOf(row)
}

/** Which endpoint a secret is sealed for. */
export function placeOf(workspaceId: number, endpointId: number): string {
  return `webhook:${workspaceId}:${endpointId}`
}

/** What an endpoint that works, or is tried anew, has behind it. */
export const AFRESH = { failures: 0, failing_since: null, disabled_at: null, disabled_reason: '' }

function endpoints(tx: Tx) {
  return tx
    .selectFrom('webhook_endpoint')
    .select(['id', 'name', 'url', 'status', 'failures', 'failing_since'])
    .select(['disabled_reason', 'disabled_at', 'created_at'])
    .where('workspace_id', '=', sql<number>`homing_workspace()`)
    .where('deleted_at', 'is', null)
}

function endpointOf(row: {
  id: number
  name: string
  url: string
  status: Endpoint['status']
  failures: number
  failing_since: Date | null
  disabled_reason: string
  disabled_at: Date | null
  created_at: Date
}): Endpoint {
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    status: row.status,
    failures: row.failures,
    failingSince: row.failing_since?.getTime() ?? null,
    disabledReason: row.disabled_reason,
    disabledAt: row.disabled_at?.getTime() ?? null,
    createdAt: row.created_at.getTime(),
  }
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

function keyOf(by: By): string {
  return String(by.workspaceId)
}

function note(
  tx: Tx,
  by: By,
  { id, action, sentence }: { id: number; action: string; sentence: string },
): Promise<void> {
  return audit(tx, { actor: by.actor, action, subject: 'webhook', subjectId: id, sentence })
}
