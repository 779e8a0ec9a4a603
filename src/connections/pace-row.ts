/** The row of a budget: whose it is, its day, and what the vendor told of it. */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Pace } from '../connectors/index.ts'
import type { Homing } from '../homing.ts'

/** Hashed: the row is shared by all workspaces and must not tell whose account it is. */
export function keyOf(pace: Pace): string {
  return createHash('sha256').update(pace.budget).digest('hex')
}

/** The vendor's day at an instant, as dayOf names it in SQL, and when the next one begins. */
export function dayAt(pace: Pace, now: number): { day: string; resetsAt: number } {
  const shiftMs = pace.dayStartsAtUtcHour * 3_600_000
  const day = new Date(now - shiftMs).toISOString().slice(0, 10)
  return { day, resetsAt: Date.parse(`${day}T00:00:00Z`) + 24 * 3_600_000 + shiftMs }
}

/** What the vendor says its day has comes with every answer, and is written down where it is news. */
export function hearing(homing: Homing, pace: Pace): (perDay: number) => Promise<void> {
  let last: number | null = null
  return async (perDay) => {
    if (pace.dayShare === undefined || perDay === last) return
    await homing.database.withoutWorkspace((tx) =>
      sql`
        update pace set told_per_day = ${perDay}
        where key = ${keyOf(pace)} and told_per_day is distinct from ${perDay}`.execute(tx),
    )
    last = perDay
  }
}
