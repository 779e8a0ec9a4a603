import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { audit } from './audit.ts'
import type { Identity } from './identity.ts'
import type { Role } from './roles.ts'
import { present, stand } from './standing.ts'
import { hashOf, newId, newToken } from './tokens.ts'
import type { AccountsWorld } from './world.ts'

/** So that a key found in a file is known for what it is, by people and by secret scanners. */
export const KEY_PREFIX = 'hmg_'
const HINT_LENGTH = 10
const KEYS_MAX = 200
const USED_EVERY_MS = 60_000
const DAY_MS = 24 * 3600_000

export interface ApiKey {
  id: string
  name: string
  /** Its first characters, to tell keys apart. */
  hint: string
  role: Role
  createdAt: Date
  lastUsedAt: Date | null
  expiresAt: Date | null
}

/** The keys of the workspace, the newest first. */
export async function listKeys(tx: Tx): Promise<ApiKey[]> {
  return keys(tx).orderBy('created_at', 'desc').orderBy('id').limit(KEYS_MAX).execute()
}

/** Makes a key. Its text is answered this once; the database keeps the hash. */
export async function createKey(
  world: AccountsWorld,
  by: Identity,
  given: { name: string; role: Role; expiresInDays?: number },
): Promise<{ key: string; apiKey: ApiKey }> {
  const key = KEY_PREFIX + newToken()
  const id = newId()
  const now = world.now()
  return world.database.inWorkspace(by.workspace.id, async (tx) => {
    await refuseTooMany(tx)
    await tx
      .insertInto('api_key')
      .values({
        id,
        workspace_id: by.workspace.id,
        token_hash: hashOf(key),
        name: given.name,
        hint: key.slice(0, HINT_LENGTH),
        role: given.role,
        created_by: by.id,
        created_at: new Date(now),
        expires_at:
          given.expiresInDays === undefined ? null : new Date(now + given.expiresInDays * DAY_MS),
      })
      .execute()
    await audit(tx, {
      actor: by,
      action: 'make_key',
      subject: 'api_key',
      subjectId: id,
      sentence: `${by.name} made the API key ${given.name} for the role ${given.role}.`,
      detail: { role: given.role, expiresInDays: given.expiresInDays ?? null },
      at: now,
    })
    const apiKey = await keys(tx).where('id', '=', id).executeTakeFirstOrThrow()
    return { key, apiKey }
  })
}

/** Revokes a key: from the next request on it opens nothing. */
export async function removeKey(world: AccountsWorld, by: Identity, id: string): Promise<void> {
  await world.database.inWorkspace(by.workspace.id, async (tx) => {
    const removed = await tx
      .deleteFrom('api_key')
      .where('id', '=', id)
      .returning(['name', 'role'])
      .executeTakeFirst()
    if (removed === undefined) throw notFound('API key', id)
    await audit(tx, {
      actor: by,
      action: 'revoke_key',
      subject: 'api_key',
      subjectId: id,
      sentence: `${by.name} revoked the API key ${removed.name}.`,
      at: world.now(),
    })
  })
}

/** Whom a key speaks for; null where it is unknown, revoked or expired. */
export function findKey(world: AccountsWorld, key: string): Promise<Identity | null> {
  const now = world.now()
  const hash = hashOf(key)
  return world.database.transaction({}, async (tx) => {
    await present(tx, hash)
    const row = await tx
      .selectFrom('api_key')
      .selectAll()
      .where('token_hash', '=', hash)
      .executeTakeFirst()
    if (row === undefined) return null
    if (row.expires_at !== null && row.expires_at.getTime() <= now) return null
    await stand(tx, { workspaceId: row.workspace_id })
    if ((row.last_used_at?.getTime() ?? 0) < now - USED_EVERY_MS) {
      await tx
        .updateTable('api_key')
        .set({ last_used_at: new Date(now) })
        .where('id', '=', row.id)
        .execute()
    }
    return keyIdentity(tx, row)
  })
}

/** An API key's identity in the workspace the transaction stands in. */
export async function keyIdentity(
  tx: Tx,
  key: { id: string; name: string; role: Role },
): Promise<Identity> {
  const workspace = await tx
    .selectFrom('workspace')
    .select(['id', 'name', 'time_zone as timeZone', 'is_demo as isDemo'])
    .where('id', '=', sql<number>`homing_workspace()`)
    .executeTakeFirstOrThrow()
  return {
    id: key.id,
    name: key.name,
    role: key.role,
    email: '',
    kind: 'key',
    language: null,
    workspace,
  }
}

function keys(tx: Tx) {
  return tx
    .selectFrom('api_key')
    .select(['id', 'name', 'hint', 'role'])
    .select(['created_at as createdAt', 'last_used_at as lastUsedAt', 'expires_at as expiresAt'])
    .where('workspace_id', '=', sql<number>`homing_workspace()`)
}

async function refuseTooMany(tx: Tx): Promise<void> {
  const { count } = await tx
    .selectFrom('api_key')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('workspace_id', '=', sql<number>`homing_workspace()`)
    .executeTakeFirstOrThrow()
  if (count < KEYS_MAX) return
  throw new Refused(409, `There are ${KEYS_MAX} API keys already.`, {
    remedy: 'Revoke those no longer used.',
  })
}
