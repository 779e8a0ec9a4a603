import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'

/** What can become of a delivery: taken in, taken in before, or refused, and why. */
const HOOK_OUTCOMES = [
  'stored',
  'repeated',
  'missing',
  'wrong',
  'stale',
  'ahead',
  'unreadable',
  'too_large',
  'too_slow',
  'wrong_type',
  'closed',
  'busy',
] as const

export type HookOutcome = (typeof HOOK_OUTCOMES)[number]

/** Deliveries by outcome since the connection was made; at in epoch milliseconds. */
export type HookTally = { outcome: HookOutcome; deliveries: number; at: number }[]

/** Adds to a connection's tally. */
export async function addToTally(
  tx: Tx,
  { workspaceId, connectionId }: { workspaceId: number; connectionId: number },
  counted: HookTally,
): Promise<void> {
  if (counted.length === 0) return
  await tx
    .insertInto('hook_tally')
    .values(
      counted.map(({ outcome, deliveries, at }) => ({
        workspace_id: workspaceId,
        connection_id: connectionId,
        outcome,
        deliveries,
        last_at: new Date(at),
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'connection_id', 'outcome']).doUpdateSet({
        deliveries: sql`hook_tally.deliveries + excluded.deliveries`,
        last_at: sql`greatest(hook_tally.last_at, excluded.last_at)`,
      }),
    )
    .execute()
}

/** The tally of a connection, as HOOK_OUTCOMES are ordered. */
export async function tallyOf(tx: Tx, connectionId: number): Promise<HookTally> {
  const rows = await tx
    .selectFrom('hook_tally')
    .select(['outcome', 'deliveries', 'last_at'])
    .where('connection_id', '=', connectionId)
    .execute()
  const known = new Map(rows.map((row) => [row.outcome, row]))
  return HOOK_OUTCOMES.flatMap((outcome) => {
    const row = known.get(outcome)
    return row ? { outcome, deliveries: row.deliveries, at: row.last_at.getTime() } : []
  })
}
