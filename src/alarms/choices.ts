import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

/** What a user wants by e-mail: nothing, each alarm as it is raised, or one mail each morning. */
export type EmailChoice = 'none' | 'at_once' | 'daily'

/** Somebody has to hear of it before anybody has chosen: the administrators. */
const USUAL = sql<EmailChoice>`
  coalesce(c.email, case m.role when 'administrator' then 'at_once' else 'none' end)`

function members(tx: Tx) {
  return tx
    .selectFrom('membership as m')
    .leftJoin('notification_choice as c', (join) =>
      join.onRef('c.workspace_id', '=', 'm.workspace_id').onRef('c.user_id', '=', 'm.user_id'),
    )
    .where('m.workspace_id', '=', sql<number>`homing_workspace()`)
}

/** Users of the workspace who chose so, or whose role does. */
export async function readersOf(tx: Tx, choice: EmailChoice): Promise<string[]> {
  const rows = await members(tx)
    .select('m.user_id')
    .where(USUAL, '=', choice)
    .orderBy('m.user_id')
    .execute()
  return rows.map((row) => row.user_id)
}

/** A user's choice; 'none' for who is no member. */
export async function choiceOf(tx: Tx, userId: string): Promise<EmailChoice> {
  const row = await members(tx)
    .select(USUAL.as('email'))
    .where('m.user_id', '=', userId)
    .executeTakeFirst()
  return row?.email ?? 'none'
}

/** Keeps a user's own choice. now: a daily mail comes from the next morning on. */
export async function choose(
  tx: Tx,
  of: { workspaceId: number; userId: string; email: EmailChoice; now: number },
): Promise<void> {
  const { workspaceId, userId, email, now } = of
  const kept = { email, digest_at: new Date(now) }
  await tx
    .insertInto('notification_choice')
    .values({ workspace_id: workspaceId, user_id: userId, ...kept })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'user_id']).doUpdateSet(kept))
    .execute()
}
