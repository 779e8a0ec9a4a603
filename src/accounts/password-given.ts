import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { forgetAttemptsOn } from './attempts.ts'
import { audit } from './audit.ts'
import type { Identity } from './identity.ts'
import { isOperator } from './operator.ts'
import { refuseWeakPassword } from './password-rules.ts'
import { hashPassword } from './scrypt.ts'
import { endSessionsOf } from './sessions.ts'
import { lockPassword, storeSecret } from './sign-in.ts'
import { stand } from './standing.ts'
import { lockAdministrators, userOf } from './users.ts'
import type { AccountsWorld } from './world.ts'

/**
 * Gives a user of the caller's workspace, who forgot theirs, a new password: all their sessions
 * end, and failed attempts on their account are forgotten. Refuses one's own (409), and whoever is
 * a user of another workspace, too (409): a firm's administrator would take over an account of the
 * other's. Who runs the machine may: the database is theirs anyway.
 */
export async function setPassword(
  world: AccountsWorld,
  by: Identity,
  given: { userId: string; password: string },
): Promise<void> {
  const { userId, password } = given
  const workspaceId = by.workspace.id
  if (by.kind === 'user' && by.id === userId) throw isOwn()
  const find = (tx: Tx) => userOf(tx, userId)
  const { name, email } = await world.database.inWorkspace(workspaceId, find)
  refuseWeakPassword(password, [name, email, by.workspace.name])
  const secret = await hashPassword(password)
  await world.database.inWorkspace(workspaceId, async (tx) => {
    // Whoever removes them meanwhile waits, or is found to have done so.
    await lockAdministrators(tx)
    await lockPassword(tx, userId)
    const user = await userOf(tx, userId)
    await stand(tx, { workspaceId, userId })
    if (!isOperator(by)) await refuseUserOfOthers(tx, user)
    await storeSecret(tx, { userId, secret, at: world.now() })
    await endSessionsOf(tx, userId)
    await forgetAttemptsOn(tx, user.email)
    await stand(tx, { workspaceId })
    await audit(tx, {
      actor: by,
      action: 'set_password',
      subject: 'user',
      subjectId: userId,
      sentence: `${by.name} gave ${user.name} a new password; their sessions ended.`,
      at: world.now(),
    })
  })
}

/** Standing for the user, all their memberships are in sight. */
async function refuseUserOfOthers(tx: Tx, user: { id: string; name: string }): Promise<void> {
  const elsewhere = await tx
    .selectFrom('membership')
    .select('workspace_id')
    .where('user_id', '=', user.id)
    .where('workspace_id', '<>', sql<number>`homing_workspace()`)
    .limit(1)
    .executeTakeFirst()
  if (elsewhere === undefined) return
  throw new Refused(409, `${user.name} is a user of another firm, too.`, {
    remedy: 'They change their password themselves, or ask who runs Homing for a new one.',
  })
}

function isOwn(): Refused {
  return new Refused(409, 'This is your own password.', {
    remedy: 'Change it in Settings, Your account.',
  })
}
