import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'

/** How long somebody waits for a number while editing. */
export const PREVIEW_MS_MAX = 5_000
/** How long a whole set may take to be found, to be written down or read. */
export const SET_MS_MAX = 60_000

/** What one step of a statement may sort or hash in memory: a million ids, instead of on disk. */
const SORT_MEMORY = '64MB'

/** What a row costs that a worker hands over: a fifth of what PostgreSQL takes it for. */
const HANDED_OVER_COST = '0.02'

const ASK_FOR_LESS =
  'Ask for less: name campaigns, a shorter time, or a list, and look up the rest from there.'

/** PostgreSQL's code for a statement that took longer than it may. */
const TOO_LONG = '57014'

/**
 * Does work whose statements may take so long each, and refuses plainly where one takes longer. A
 * server ends the statement; the embedded database has no clock of its own and lets it end.
 */
export async function withPatience<T>(
  tx: Tx,
  ms: number,
  work: () => Promise<T>,
  remedy = ASK_FOR_LESS,
): Promise<T> {
  const { rows } = await sql<{ before: string }>`
    select current_setting('statement_timeout') as before,
      set_config('statement_timeout', ${String(ms)}, true),
      set_config('work_mem', ${SORT_MEMORY}, true)`.execute(tx)
  try {
    const done = await work()
    await sql`select set_config('statement_timeout', ${rows[0]!.before}, true)`.execute(tx)
    return done
  } catch (error) {
    if ((error as { code?: unknown }).code !== TOO_LONG) throw error
    throw new Refused(408, `This takes longer than ${ms / 1000} seconds.`, {
      remedy,
      cause: error,
    })
  }
}

/**
 * Does work whose statements find sets of people in a firm of any size. Sets are read whole and
 * hashed: of sets within sets the planner has no statistics, takes a million for two hundred, and
 * would look each of them up by itself or sort them. What workers hand over is few rows of bits.
 */
export async function bySets<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const { rows } = await sql<{ tupleCost: string }>`
    select current_setting('parallel_tuple_cost') as "tupleCost",
      set_config('parallel_tuple_cost', ${HANDED_OVER_COST}, true),
      set_config('enable_nestloop', 'off', true), set_config('enable_sort', 'off', true)`.execute(
    tx,
  )
  const done = await work()
  await sql`
    select set_config('parallel_tuple_cost', ${rows[0]!.tupleCost}, true),
      set_config('enable_nestloop', 'on', true), set_config('enable_sort', 'on', true)`.execute(tx)
  return done
}
