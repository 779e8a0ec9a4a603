import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

/** Confirmations one caller may leave open; beyond it the oldest are forgotten. */
export const OPEN_PER_CALLER_MAX = 20
/** All that a workspace keeps at once; beyond it the oldest are forgotten. */
export const OPEN_MAX = 2_000

export interface KeptConfirmation {
  tokenHash: string
  /** Who may spend it: the API key's id. */
  caller: string
  deedHash: string
  endsAt: Date
}

/** Keeps what may be confirmed, and forgets what is too old or too many. */
export async function keepConfirmation(
  tx: Tx,
  workspaceId: number,
  { tokenHash, caller, deedHash, endsAt, now }: KeptConfirmation & { now: Date },
): Promise<void> {
  const oldestBut = (kept: number) => sql`
    select token_hash from confirmation where workspace_id = ${workspaceId}
    order by ends_at desc, token_hash offset ${kept}`
  const ownBut = (kept: number) => sql`
    select token_hash from confirmation
    where workspace_id = ${workspaceId} and caller = ${caller}
    order by ends_at desc, token_hash offset ${kept}`
  await sql`delete from confirmation where workspace_id = ${workspaceId}
    and (ends_at <= ${now} or token_hash in (${ownBut(OPEN_PER_CALLER_MAX - 1)})
      or token_hash in (${oldestBut(OPEN_MAX - 1)}))`.execute(tx)
  await tx
    .insertInto('confirmation')
    .values({
      workspace_id: workspaceId,
      token_hash: tokenHash,
      caller,
      deed_hash: deedHash,
      ends_at: endsAt,
    })
    .execute()
}

/** Spends one, whatever it was given for: its deed's hash; null where it is none, or too old. */
export async function spendConfirmation(
  tx: Tx,
  workspaceId: number,
  { tokenHash, caller, now }: { tokenHash: string; caller: string; now: Date },
): Promise<string | null> {
  const spent = await tx
    .deleteFrom('confirmation')
    .where('workspace_id', '=', workspaceId)
    .where('token_hash', '=', tokenHash)
    .where('caller', '=', caller)
    .where('ends_at', '>', now)
    .returning('deed_hash')
    .executeTakeFirst()
  return spent?.deed_hash ?? null
}
