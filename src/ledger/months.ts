import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

/** Most of what happens to a mailing happens within this time of its send. */
const REACTION_MS = 40 * 24 * 3_600_000

/**
 * A statement that makes the ledger's months between two moments (epoch milliseconds) where they
 * are missing. Who makes one holds the whole ledger until the transaction ends, so the months of a
 * campaign are made when it is found, and not when twenty thousand of its events are written.
 */
export function ensureMonths(first: number, last: number): RawBuilder<unknown> {
  return sql`select ensure_event_months(
    to_timestamp(${first} / 1000.0), to_timestamp(${last} / 1000.0))`
}

/** The months of a campaign that was sent at a moment, as far as they have begun. */
export async function ensureCampaignMonths(tx: Tx, sentAt: number, now: number): Promise<void> {
  if (sentAt > now) return
  await ensureMonths(sentAt, Math.min(sentAt + REACTION_MS, now)).execute(tx)
}
