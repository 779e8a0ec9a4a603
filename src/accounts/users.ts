import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { audit } from './audit.ts'
import type { Identity } from './identity.ts'
import { refuseWeakPassword } from './password-rules.ts'
import type { Role } from './roles.ts'
import { hashPassword } from './scrypt.ts'
import { endSessionsOf } from './sessions.ts'
import { addMember } from './setup.ts'
import { stand } from './standing.ts'
import { newId } from './tokens.ts'
import type { AccountsWorld } from './world.ts'

export interface User {
  id: string
  name: string
  email: string
  role: Role
  createdAt: Date
  lastSeenAt: Date | null
}

/** Users a workspace shows; a firm has fewer. */
const USERS_MAX = 2000

/** The users of the workspace the transaction stands in, by name. */
export async function listUsers(tx: Tx): Promise<User[]> {
  return users(tx)
    .orderBy(sql`lower(u.name)`)
    .orderBy('u.id')
    .limit(USERS_MAX)
    .execute()
}

export interface NewUser {
  name: string
  email: string
  password: string
  role: Role
}

/** Adds a user to the caller's workspace. Refuses an e-mail address that is taken (409). */
export async function createUser(
  world: AccountsWorld,
  by: Identity,
  given: NewUser,
): Promise<User> {
  refuseWeakPassword(given.password, [given.name, given.email, by.workspace.name])
  const secret = await hashPassword(given.password)
  const workspaceId = by.workspace.id
  return world.database.inWorkspace(workspaceId, async (tx) => {
    const userId = newId()
    await stand(tx, { workspaceId, userId })
    await addMember(tx, { ...given, userId, workspaceId, secret, at: world.now() })
    await stand(tx, { workspaceId })
    await audit(tx, {
      actor: by,
      action: 'add_user',
      subject: 'user',
      subjectId: userId,
      sentence: `${by.name} added ${given.name} as ${given.role}.`,
      detail: { role: given.role },
      at: world.now(),
    })
    return userOf(tx, userId)
  })
}

/** Changes role or name. The last administrator keeps the role (409). */
export async function changeUser(
  world: AccountsWorld,
  by: Identity,
  change: { userId: string; role?: Role; name?: string },
): Promise<User> {
  const { userId, role, name } = change
  return world.database.inWorkspace(by.workspace.id, async (tx) => {
    await lockAdministrators(tx)
    const before = await userOf(tx, userId)
    if (before.role === 'administrator' && role !== undefined && role !== 'administrator') {
      await refuseLastAdministrator(tx)
    }
    if (role !== undefined) {
      await tx.updateTable('membership').set({ role }).where('user_id', '=', userId).execute()
    }
    if (name !== undefined) {
      await tx.updateTable('user_account').set({ name }).where('id', '=', userId).execute()
    }
    const after = await userOf(tx, userId)
    await audit(tx, {
      actor: by,
      action: 'change_user',
      subject: 'user',
      subjectId: userId,
      sentence: `${by.name} changed ${before.name}: ${after.name}, ${after.role}.`,
      detail: {
        role: { from: before.role, to: after.role },
        name: { from: before.name, to: after.name },
      },
      at: world.now(),
    })
    return after
  })
}

/** Takes a user out of the workspace, ends their sessions. The last administrator stays (409). */
export async function removeUser(
  world: AccountsWorld,
  by: Identity,
  userId: string,
): Promise<void> {
  const workspaceId = by.workspace.id
  await world.database.inWorkspace(workspaceId, async (tx) => {
    await lockAdministrators(tx)
    const user = await userOf(tx, userId)
    if (user.role === 'administrator') await refuseLastAdministrator(tx)
    await endSessionsOf(tx, userId)
    await tx.deleteFrom('membership').where('user_id', '=', userId).execute()
    await stand(tx, { workspaceId, userId })
    await forgetWithoutMembership(tx, userId)
    await stand(tx, { workspaceId })
    await audit(tx, {
      actor: by,
      action: 'remove_user',
      subject: 'user',
      subjectId: userId,
      sentence: `${by.name} removed ${user.name}.`,
      at: world.now(),
    })
  })
}

function users(tx: Tx) {
  return tx
    .selectFrom('membership as m')
    .innerJoin('user_account as u', 'u.id', 'm.user_id')
    .select(['u.id', 'u.name', 'u.email', 'm.role'])
    .select(['m.created_at as createdAt', 'u.last_seen_at as lastSeenAt'])
    .where('m.workspace_id', '=', sql<number>`homing_workspace()`)
}

/** A user of the workspace the transaction stands in. Refuses whom it does not have (404). */
export async function userOf(tx: Tx, userId: string): Promise<User> {
  const user = await users(tx).where('u.id', '=', userId).executeTakeFirst()
  if (user === undefined) throw notFound('user', userId)
  return user
}

/** Two administrators who demote each other at once must not both succeed. */
export async function lockAdministrators(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('homing roles'), homing_workspace())`.execute(tx)
}

async function refuseLastAdministrator(tx: Tx): Promise<void> {
  const { count } = await tx
    .selectFrom('membership')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('workspace_id', '=', sql<number>`homing_workspace()`)
    .where('role', '=', 'administrator')
    .executeTakeFirstOrThrow()
  if (count > 1) return
  throw new Refused(409, 'This is the last administrator.', {
    remedy: 'Make somebody else an administrator first.',
  })
}

/** Standing for the user, all their memberships are in sight: without any, the account goes. */
async function forgetWithoutMembership(tx: Tx, userId: string): Promise<void> {
  await sql`delete from user_account where id = ${userId}
    and not exists (select from membership where user_id = ${userId})`.execute(tx)
}
