import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { countAttempt, forgetAttempts, type Attempt } from './attempts.ts'
import { audit } from './audit.ts'
import { memberIdentity, type Identity } from './identity.ts'
import { hashPassword, isOutdated, verifyPassword } from './scrypt.ts'
import { beginSession, type NewSession } from './sessions.ts'
import { present, stand } from './standing.ts'
import { emailHash, hashOf } from './tokens.ts'
import type { AccountsWorld } from './world.ts'

export interface SignIn extends Attempt {
  password: string
  agent: string
  /** The token of the session the browser held before, which ends now. */
  earlierToken: string | null
}

export interface SignedIn {
  identity: Identity
  session: NewSession
}

/**
 * Signs a user in by password. Unknown user, wrong password and a user without a workspace get the
 * same refusal after the same work. The password is looked at outside any transaction: hashing
 * takes a third of a second, and the embedded database has one session.
 */
export async function signIn(world: AccountsWorld, given: SignIn): Promise<SignedIn> {
  const { password } = given
  await countAttempt(world, given)
  const credential = await findCredential(world, given.email)
  const isRight = await verifyPassword(password, credential?.secret ?? null)
  if (credential === null || !isRight) throw wrong()
  const renewed = isOutdated(credential.secret) ? await hashPassword(password) : null

  return world.database.transaction({ userId: credential.userId }, async (tx) => {
    if (!(await isStillTheirs(tx, credential))) throw wrong()
    await forgetAttempts(tx, given)
    const membership = await tx
      .selectFrom('membership')
      .select('workspace_id')
      .where('user_id', '=', credential.userId)
      .orderBy('workspace_id')
      .executeTakeFirst()
    if (membership === undefined) throw wrong()
    const member = { userId: credential.userId, workspaceId: membership.workspace_id }
    await stand(tx, member)
    if (renewed !== null) await storeSecret(tx, { ...credential, secret: renewed, at: world.now() })
    if (given.earlierToken !== null) await endEarlier(tx, given.earlierToken)
    return open(tx, world, { ...member, agent: given.agent })
  })
}

/** Begins a session for a member and writes it in the audit. */
export async function open(
  tx: Tx,
  world: AccountsWorld,
  member: { userId: string; workspaceId: number; agent: string },
): Promise<SignedIn> {
  const now = world.now()
  const identity = await memberIdentity(tx, member)
  if (identity === null) throw wrong()
  const session = await beginSession(tx, { ...member, now })
  await tx
    .updateTable('user_account')
    .set({ last_seen_at: new Date(now) })
    .where('id', '=', member.userId)
    .execute()
  await audit(tx, {
    actor: identity,
    action: 'sign_in',
    subject: 'user',
    subjectId: identity.id,
    sentence: `${identity.name} signed in.`,
    at: now,
  })
  return { identity, session }
}

/** Whose account an e-mail address is, with the stored hash; null where nobody has it. */
export async function findCredential(
  world: AccountsWorld,
  email: string,
): Promise<{ userId: string; secret: string } | null> {
  const hash = emailHash(email)
  return world.database.transaction({}, async (tx) => {
    await present(tx, hash)
    const row = await tx
      .selectFrom('credential')
      .select(['user_id as userId', 'secret'])
      .where('subject_hash', '=', hash)
      .where('kind', '=', 'password')
      .executeTakeFirst()
    return row ?? null
  })
}

/**
 * Whether the secret that was looked at outside the transaction is still the user's, and stays so
 * until it ends. Call it before anything is written. Whose hash another sign-in renewed in the very
 * moment is asked once more for the password.
 */
export async function isStillTheirs(
  tx: Tx,
  { userId, secret }: { userId: string; secret: string },
): Promise<boolean> {
  await lockPassword(tx, userId)
  const row = await tx
    .selectFrom('credential')
    .select('user_id')
    .where('user_id', '=', userId)
    .where('kind', '=', 'password')
    .where('secret', '=', secret)
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Who opens a session by a password and who changes it wait for each other: a session that is just
 * being opened would outlive the change.
 */
export async function lockPassword(tx: Tx, userId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('homing password'), hashtext(${userId}))`.execute(
    tx,
  )
}

/** The transaction must stand for the user. */
export async function storeSecret(
  tx: Tx,
  change: { userId: string; secret: string; at: number },
): Promise<void> {
  await tx
    .updateTable('credential')
    .set({ secret: change.secret, changed_at: new Date(change.at) })
    .where('user_id', '=', change.userId)
    .where('kind', '=', 'password')
    .execute()
}

async function endEarlier(tx: Tx, token: string): Promise<void> {
  const hash = hashOf(token)
  await present(tx, hash)
  await tx.deleteFrom('session').where('token_hash', '=', hash).execute()
}

function wrong(): Refused {
  return new Refused(401, 'E-mail address or password is wrong.', {
    remedy: 'Check both, or ask an administrator for a new one.',
  })
}
