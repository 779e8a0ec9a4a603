import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'

/** How long somebody waits for a number while editing. */
export const PREVIEW_MS_MAX = 5_000
/** How long a whole set may take to be found, to be written down or read. */
export const SET_MS_MAX = 60_000

/** What one step of a statement may sort or hash in memory: a million ids, instead of on disk. */
const SORT_MEMORY = '64MB'

/**
 * What a row costs that a worker hands over: a tenth of what PostgreSQL takes it for. Workers are
 * worth it where hundreds of thousands of rows are joined, and then put together by one process.
 */
const HANDED_OVER_COST = '0.01'

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
  const settings = { enable_nestloop: 'off', enable_sort: 'off' }
  return withSettings(tx, { ...settings, parallel_tuple_cost: HANDED_OVER_COST }, work)
}

/** Does work whose statements read very many rows, which workers are to share. */
export async function byWorkers<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  return withSettings(tx, { parallel_tuple_cost: HANDED_OVER_COST }, work)
}

/** Does work with these settings of the transaction, and puts them back. */
async function withSettings<T>(
  tx: Tx,
  settings: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const names = Object.keys(settings)
  const { rows } = await sql<{ before: string[] }>`
    select array[${sql.join(names.map((name) => sql`current_setting(${name})`))}] as before
    `.execute(tx)
  await set(tx, settings)
  const done = await work()
  await set(tx, Object.fromEntries(names.map((name, at) => [name, rows[0]!.before[at]!])))
  return done
}

async function set(tx: Tx, settings: Readonly<Record<string, string>>): Promise<void> {
  const each = Object.entries(settings).map(
    ([name, value]) => sql`set_config(${name}, ${value}, true)`,
  )
  await sql`select ${sql.join(each)}`.execute(tx)
}
