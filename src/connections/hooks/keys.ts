import { randomUUID } from 'node:crypto'
import { audit } from '../../accounts/index.ts'
import { keyProblem } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { notFound, Refused } from '../../platform/refused.ts'
import type { Secrets } from '../../platform/secrets/index.ts'
import type { By } from '../create.ts'
import { hookedConnection } from './hooked.ts'

/** Keys valid at the same time: one taking over from another, and room for a mistake. */
export const HOOK_KEYS_MAX = 5
/** Of a long secret the last characters are shown, so that one knows which it is. */
const HINT_CHARS = 4
const HINT_FROM_LENGTH = 16

export interface HookKey {
  id: string
  hint: string
  addedBy: string
  /** Epoch milliseconds. */
  addedAt: number
}

/**
 * Adds a key; those before stay valid until they are ended, so that nothing is refused while the
 * vendor changes over. Throws Refused.
 */
export async function addHookKey(
  homing: Homing,
  by: By,
  connectionId: number,
  key: string,
): Promise<void> {
  await homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const { name, hooks } = await hookedConnection(tx, homing, connectionId)
    if (hooks === undefined) {
      throw new Refused(409, 'Nothing proves its deliveries: they are hints, and are not believed.')
    }
    const problem = keyProblem(hooks.scheme, key)
    if (problem !== null) throw new Refused(422, problem, { field: 'key' })
    const known = await hookKeys(tx, connectionId)
    if (known.length >= HOOK_KEYS_MAX) {
      throw new Refused(409, `A connection has ${HOOK_KEYS_MAX} of them at most.`, {
        field: 'key',
        remedy: 'End one that the sender no longer uses.',
      })
    }
    const id = randomUUID()
    await tx
      .insertInto('hook_key')
      .values({
        workspace_id: by.workspaceId,
        connection_id: connectionId,
        id,
        sealed: homing.secrets.seal(placeOf(by.workspaceId, connectionId, id), key),
        hint: key.length < HINT_FROM_LENGTH ? '' : key.slice(-HINT_CHARS),
        added_by: by.name,
        added_at: new Date(homing.now()),
      })
      .execute()
    await audit(tx, {
      actor: by,
      action: 'add_hook_key',
      subject: 'connection',
      subjectId: connectionId,
      sentence: `Entered what proves deliveries to “${name}”.`,
      at: homing.now(),
    })
  })
}

/** Ends a key: what is proved by it alone is refused from now on. Throws Refused 404. */
export async function endHookKey(
  homing: Homing,
  by: By,
  connectionId: number,
  keyId: string,
): Promise<void> {
  await homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const { name } = await hookedConnection(tx, homing, connectionId)
    const ended = await tx
      .deleteFrom('hook_key')
      .where('connection_id', '=', connectionId)
      .where('id', '=', keyId)
      .returning('id')
      .executeTakeFirst()
    if (ended === undefined) throw notFound('key', keyId.slice(0, 100))
    await audit(tx, {
      actor: by,
      action: 'end_hook_key',
      subject: 'connection',
      subjectId: connectionId,
      sentence: `Ended one of the keys that prove deliveries to “${name}”.`,
      at: homing.now(),
    })
  })
}

/** The keys of a connection, oldest first, without what is secret. */
export async function hookKeys(tx: Tx, connectionId: number): Promise<HookKey[]> {
  const rows = await tx
    .selectFrom('hook_key')
    .select(['id', 'hint', 'added_by', 'added_at'])
    .where('connection_id', '=', connectionId)
    .orderBy('added_at')
    .orderBy('id')
    .limit(HOOK_KEYS_MAX)
    .execute()
  return rows.map(({ id, hint, added_by, added_at }) => {
    return { id, hint, addedBy: added_by, addedAt: added_at.getTime() }
  })
}

/** The keys themselves, as they were entered. */
export async function openHookKeys(
  tx: Tx,
  secrets: Secrets,
  { workspaceId, connectionId }: { workspaceId: number; connectionId: number },
): Promise<string[]> {
  const rows = await tx
    .selectFrom('hook_key')
    .select(['id', 'sealed'])
    .where('connection_id', '=', connectionId)
    .orderBy('added_at')
    .limit(HOOK_KEYS_MAX)
    .execute()
  return rows.map(({ id, sealed }) =>
    secrets.open<string>(placeOf(workspaceId, connectionId, id), sealed),
  )
}

function placeOf(workspaceId: number, connectionId: number, id: string): string {
  return `hook_key:${workspaceId}:${connectionId}:${id}`
}
