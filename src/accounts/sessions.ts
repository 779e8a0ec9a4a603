import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { memberIdentity, type Identity } from './identity.ts'
import { present, stand } from './standing.ts'
import { hashOf, newToken } from './tokens.ts'
import type { AccountsWorld } from './world.ts'

/** A session ends when it has not been used this long, and at the latest after its whole life. */
const IDLE_MS = 12 * 3600_000
const LIFE_MS = 7 * 24 * 3600_000
/** "Last seen" is written at most this often. */
const SEEN_EVERY_MS = 60_000
/** Sessions one user has at most; the oldest give way. */
const SESSIONS_MAX = 20
const AGENT_LENGTH_MAX = 200

export interface NewSession {
  token: string
  /** Epoch milliseconds at which it ends at the latest. */
  endsAt: number
}

/**
 * Begins a session in a transaction that stands for the user in the workspace. The token is told
 * this once; the database keeps its hash.
 */
export async function beginSession(
  tx: Tx,
  session: { userId: string; workspaceId: number; agent: string; now: number },
): Promise<NewSession> {
  const { userId, workspaceId, agent, now } = session
  const token = newToken()
  const endsAt = now + LIFE_MS
  await tx
    .insertInto('session')
    .values({
      token_hash: hashOf(token),
      workspace_id: workspaceId,
      user_id: userId,
      created_at: new Date(now),
      seen_at: new Date(now),
      expires_at: new Date(endsAt),
      agent: agent.slice(0, AGENT_LENGTH_MAX),
    })
    .execute()
  await sql`delete from session where user_id = ${userId} and (expires_at < ${new Date(now)}
    or token_hash in (select token_hash from session where user_id = ${userId}
      order by created_at desc, token_hash offset ${SESSIONS_MAX}))`.execute(tx)
  return { token, endsAt }
}

/**
 * Who a session's token belongs to, with the role of this very moment; null where it is unknown,
 * ended, idle for too long, or its user is no longer a member.
 */
export function findSession(world: AccountsWorld, token: string): Promise<Identity | null> {
  const now = world.now()
  const hash = hashOf(token)
  return world.database.transaction({}, async (tx) => {
    await present(tx, hash)
    const session = await tx
      .selectFrom('session')
      .selectAll()
      .where('token_hash', '=', hash)
      .executeTakeFirst()
    if (session === undefined) return null
    const member = { userId: session.user_id, workspaceId: session.workspace_id }
    await stand(tx, member)
    if (session.expires_at.getTime() <= now || session.seen_at.getTime() <= now - IDLE_MS) {
      await tx.deleteFrom('session').where('token_hash', '=', hash).execute()
      return null
    }
    if (session.seen_at.getTime() < now - SEEN_EVERY_MS) await markSeen(tx, hash, now)
    return memberIdentity(tx, member)
  })
}

/** Ends one session. Ending what has ended does nothing. */
export async function endSession(world: AccountsWorld, token: string): Promise<void> {
  const hash = hashOf(token)
  await world.database.transaction({}, async (tx) => {
    await present(tx, hash)
    await tx.deleteFrom('session').where('token_hash', '=', hash).execute()
  })
}

/** Ends all sessions of a user that the transaction may see: its workspace's, or its own. */
export async function endSessionsOf(tx: Tx, userId: string): Promise<void> {
  await tx.deleteFrom('session').where('user_id', '=', userId).execute()
}

async function markSeen(tx: Tx, hash: Buffer, now: number): Promise<void> {
  const seen = await tx
    .updateTable('session')
    .set({ seen_at: new Date(now) })
    .where('token_hash', '=', hash)
    .returning('user_id')
    .executeTakeFirst()
  if (seen === undefined) return
  await tx
    .updateTable('user_account')
    .set({ last_seen_at: new Date(now) })
    .where('id', '=', seen.user_id)
    .execute()
}
