import { Refused } from '../platform/refused.ts'
import { countAttempt, forgetAttempts } from './attempts.ts'
import { audit } from './audit.ts'
import type { Identity } from './identity.ts'
import { refuseWeakPassword } from './password-rules.ts'
import { hashPassword, verifyPassword } from './scrypt.ts'
import { beginSession, endSessionsOf, type NewSession } from './sessions.ts'
import { findCredential, isStillTheirs, storeSecret } from './sign-in.ts'
import type { AccountsWorld } from './world.ts'

export interface PasswordChange {
  current: string
  next: string
  address: string
  agent: string
}

/**
 * Changes the caller's own password: every session of theirs ends, and a new one begins for this
 * browser. Guessing the current password is limited like signing in.
 */
export async function changePassword(
  world: AccountsWorld,
  by: Identity,
  given: PasswordChange,
): Promise<NewSession> {
  if (by.kind !== 'user') throw new Refused(409, 'An API key has no password to change.')
  const attempt = { email: by.email, address: given.address }
  refuseWeakPassword(given.next, [by.name, by.email, by.workspace.name], 'next')
  await countAttempt(world, attempt)
  const credential = await findCredential(world, by.email)
  const isRight = await verifyPassword(given.current, credential?.secret ?? null)
  if (credential === null || credential.userId !== by.id || !isRight) {
    throw isWrong()
  }
  const secret = await hashPassword(given.next)
  const member = { userId: by.id, workspaceId: by.workspace.id }
  return world.database.transaction(member, async (tx) => {
    const now = world.now()
    if (!(await isStillTheirs(tx, credential))) throw isWrong()
    await forgetAttempts(tx, attempt)
    await storeSecret(tx, { userId: by.id, secret, at: now })
    await endSessionsOf(tx, by.id)
    const session = await beginSession(tx, { ...member, agent: given.agent, now })
    await audit(tx, {
      actor: by,
      action: 'change_password',
      subject: 'user',
      subjectId: by.id,
      sentence: `${by.name} changed their password; other sessions ended.`,
      at: now,
    })
    return session
  })
}

function isWrong(): Refused {
  return new Refused(422, 'The current password is wrong.', { field: 'current' })
}
