import { refreshStatistics, type Database } from '../platform/database/index.ts'

/** Fewer rows than this do not change a plan. */
const ROWS_MIN = 2_000

/** The tables a pull fills. */
const FILLED = [
  'event',
  'verdict',
  'recipient',
  'recipient_link',
  'campaign_count',
  'address',
  'person',
  'person_address',
  'contact_identity',
  'consent_fact',
  'contact',
  'list_member',
  'staged_contact',
] as const

/**
 * Notices how much a run writes, and has the planner's statistics gathered anew each time it has
 * doubled: the first pull of an account fills empty tables.
 */
export function watchGrowth(database: Database): (written: number) => Promise<void> {
  let written = 0
  let next = ROWS_MIN
  return async (more) => {
    written += more
    if (written < next) return
    next = written * 2
    await refreshStatistics(database, FILLED)
  }
}
