import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { audit } from './audit.ts'
import { refuseWeakPassword } from './password-rules.ts'
import { hashPassword } from './scrypt.ts'
import { open, type SignedIn } from './sign-in.ts'
import { idsOfWorkspaces, stand } from './standing.ts'
import { emailHash, newId } from './tokens.ts'
import type { AccountsWorld } from './world.ts'

export interface Setup {
  firm: string
  timeZone: string
  name: string
  email: string
  password: string
  agent: string
  /** Marks the sample world's workspace, so that nobody takes its figures for a firm's own. */
  isDemo?: boolean
}

/** Whether nobody has created the firm yet. */
export async function isSetupNeeded(world: AccountsWorld): Promise<boolean> {
  return world.database.withoutWorkspace(async (tx) => (await idsOfWorkspaces(tx)).length === 0)
}

/**
 * Creates the firm's workspace and its first administrator, and signs them in. Possible once: of
 * two at the same time one wins and the other is refused (409).
 */
export async function setUp(world: AccountsWorld, given: Setup): Promise<SignedIn> {
  refuseUnknownTimeZone(given.timeZone)
  refuseWeakPassword(given.password, [given.name, given.email, given.firm])
  if (!(await isSetupNeeded(world))) throw alreadySetUp()
  const secret = await hashPassword(given.password)
  return world.database.withoutWorkspace(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('homing setup'))`.execute(tx)
    if ((await idsOfWorkspaces(tx)).length > 0) throw alreadySetUp()
    const userId = newId()
    const workspaceId = await makeWorkspace(tx, given, userId)
    await addMember(tx, {
      ...given,
      userId,
      workspaceId,
      secret,
      role: 'administrator',
      at: world.now(),
    })
    await audit(tx, {
      actor: { id: userId, name: given.name },
      action: 'set_up',
      subject: 'workspace',
      subjectId: workspaceId,
      sentence: `${given.name} created the firm ${given.firm}.`,
      at: world.now(),
    })
    return open(tx, world, { userId, workspaceId, agent: given.agent })
  })
}

export interface NewMember {
  userId: string
  workspaceId: number
  name: string
  email: string
  secret: string
  role: 'administrator' | 'manager' | 'editor' | 'viewer'
  at: number
}

/** Writes a new user with password and membership. The transaction must stand for the new user. */
export async function addMember(tx: Tx, member: NewMember): Promise<void> {
  await tx
    .insertInto('user_account')
    .values({
      id: member.userId,
      name: member.name,
      email: member.email.trim(),
      created_at: new Date(member.at),
    })
    .execute()
  const added = await tx
    .insertInto('credential')
    .values({
      subject_hash: emailHash(member.email),
      user_id: member.userId,
      secret: member.secret,
      changed_at: new Date(member.at),
    })
    .onConflict((conflict) => conflict.columns(['kind', 'subject_hash']).doNothing())
    .executeTakeFirst()
  if (added.numInsertedOrUpdatedRows !== 1n) {
    throw new Refused(409, 'A user with this e-mail address exists already.', { field: 'email' })
  }
  await tx
    .insertInto('membership')
    .values({
      workspace_id: member.workspaceId,
      user_id: member.userId,
      role: member.role,
      created_at: new Date(member.at),
    })
    .execute()
}

/** The policy lets nobody insert a workspace but its own, so its number is drawn first. */
async function makeWorkspace(tx: Tx, given: Setup, userId: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('workspace', 'id'))::int as id`.execute(tx)
  const workspaceId = rows[0]!.id
  await stand(tx, { workspaceId, userId })
  await sql`insert into workspace (id, name, time_zone, is_demo) overriding system value
    values (${workspaceId}, ${given.firm}, ${given.timeZone}, ${given.isDemo ?? false})`.execute(tx)
  return workspaceId
}

function refuseUnknownTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch (error) {
    throw new Refused(422, `There is no time zone ${timeZone}.`, {
      field: 'timeZone',
      remedy: 'Name it as in the IANA list, such as Europe/Zurich.',
      cause: error,
    })
  }
}

function alreadySetUp(): Refused {
  return new Refused(409, 'The firm has been created already.', {
    remedy: 'Sign in, or ask its administrator to add you.',
  })
}
