import { audit } from '../../accounts/index.ts'
import type { Homing } from '../../homing.ts'
import type { By } from '../create.ts'
import { hookedConnection } from './hooked.ts'
import { keepRegistration } from './registration.ts'
import { hashOf, newHookToken } from './token.ts'

/** How long an address that was replaced still leads in, unless it is to end at once. */
const OVERLAP_MS = 24 * 3600_000
const HINT_CHARS = 4

/**
 * Makes a hook address, in the place of one there may be: that one leads in for another day, so
 * that nothing is refused until the new one is entered at the vendor, or ends at once where it has
 * become known. Answers the token; it cannot be had again. Where the vendor is told of it by Homing
 * itself, it is kept for that, below origin. Throws Refused.
 */
export async function makeHookAddress(
  homing: Homing,
  by: By,
  connectionId: number,
  { endsOldNow, origin }: { endsOldNow: boolean; origin: string },
): Promise<{ token: string; isEnteredByUs: boolean }> {
  const token = newHookToken(by.workspaceId)
  const now = homing.now()
  return homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const { name, signals } = await hookedConnection(tx, homing, connectionId)
    // Addresses that lead nowhere any more are forgotten, so that there are two at most.
    await tx
      .deleteFrom('hook_address')
      .where('connection_id', '=', connectionId)
      .where('ends_at', 'is not', null)
      .execute()
    await tx
      .updateTable('hook_address')
      .set({ ends_at: new Date(endsOldNow ? now : now + OVERLAP_MS) })
      .where('connection_id', '=', connectionId)
      .execute()
    await tx
      .insertInto('hook_address')
      .values({
        workspace_id: by.workspaceId,
        token_hash: hashOf(token),
        connection_id: connectionId,
        hint: token.slice(-HINT_CHARS),
        created_by: by.name,
        created_at: new Date(now),
      })
      .execute()
    if (signals !== undefined) {
      const place = { workspaceId: by.workspaceId, connectionId }
      await keepRegistration(tx, homing, place, `${origin}/hooks/${token}`)
    }
    await audit(tx, {
      actor: by,
      action: 'make_hook_address',
      subject: 'connection',
      subjectId: connectionId,
      sentence: `Made a new hook address for “${name}”.`,
      detail: { endsOldNow },
      at: now,
    })
    return { token, isEnteredByUs: signals !== undefined }
  })
}

/** Closes the door to a connection's deliveries, or opens it again. Throws Refused. */
export async function closeHook(
  homing: Homing,
  by: By,
  connectionId: number,
  isClosed: boolean,
): Promise<void> {
  await homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const { name } = await hookedConnection(tx, homing, connectionId)
    const before = await tx
      .deleteFrom('hook_closing')
      .where('connection_id', '=', connectionId)
      .returning(['closed_by', 'closed_at'])
      .executeTakeFirst()
    if (isClosed) {
      const { closed_by = by.name, closed_at = new Date(homing.now()) } = before ?? {}
      await tx
        .insertInto('hook_closing')
        .values({
          workspace_id: by.workspaceId,
          connection_id: connectionId,
          closed_by,
          closed_at,
        })
        .execute()
    }
    if (isClosed === (before !== undefined)) return
    await audit(tx, {
      actor: by,
      action: isClosed ? 'close_hook' : 'reopen_hook',
      subject: 'connection',
      subjectId: connectionId,
      sentence: isClosed
        ? `Refuses deliveries to “${name}” from now on.`
        : `Takes deliveries to “${name}” from now on.`,
      at: homing.now(),
    })
  })
}
