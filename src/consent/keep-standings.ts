import { sql, type RawBuilder } from 'kysely'
import { workspaceIds } from '../accounts/index.ts'
import type { Homing } from '../homing.ts'
import type { Database, Tx } from '../platform/database/index.ts'
import { MOVED_MAX, personStandingsNow, standingsNow } from './kept-standings.ts'
import {
  COMPLAINED,
  gave,
  IS_EXPRESS,
  lasts,
  LEFT_EVERYTHING,
  LEFT_HERE,
  leftTopic,
  type AskedOfAll,
  type KeptMark,
} from './standings-of-all.ts'

/** Firms with fewer facts are read whole as quickly. */
const FACTS_MIN = 50_000
/** Topics for which standings are kept at most, in the order of the firm's page. */
const TOPICS_MAX = 50
/** What one step of a statement may sort or hash in memory. */
const MEMORY = '64MB'
/** How long one statement may take, of the largest firms too (milliseconds). */
const STATEMENT_MS_MAX = '120000'
/** Consent that ended by time is folded in when nothing else moved for so long. */
const FOLD_ANYWAY = '1 hour'

/** Whose standings are kept, and how: FACTS_MIN is a firm that is worth it. */
export interface Keeping {
  workspaceId: number
  /** Epoch milliseconds. */
  now: number
  factsMin?: number
}

/** Makes this process one that keeps standings, each minute. */
export async function startStandings(homing: Homing): Promise<void> {
  await homing.jobs.work('standings', 1, () => keepAll(homing))
  await homing.jobs.everyMinute('standings')
}

async function keepAll(homing: Homing): Promise<void> {
  for (const workspaceId of await workspaceIds(homing.database)) {
    if (homing.ending?.aborted) return
    try {
      await keepStandings(homing.database, { workspaceId, now: homing.now() })
    } catch (error) {
      // One firm's trouble must not leave the others waiting: theirs is only worked out each time.
      homing.log.error({ err: error, workspace: workspaceId }, 'standings were not kept')
    }
  }
}

/**
 * Keeps what holds of all addresses and persons of a firm, about nothing in particular and about
 * each topic, or folds in what has moved since; done once a minute. Whatever happens in between,
 * whoever asks gets the same answer. Nothing is done where somebody else is at it, and for a small
 * firm the notes of what moved are taken away.
 */
export async function keepStandings(database: Database, keeping: Keeping): Promise<void> {
  const { workspaceId, now } = keeping
  const missing = await database.inWorkspace(workspaceId, (tx) => foldIn(tx, keeping))
  for (const topicId of missing) {
    await database.inWorkspace(workspaceId, async (tx) => {
      if (await takeTurn(tx, workspaceId)) await keep(tx, { workspaceId, topicId, now })
    })
  }
}

/** Folds in what moved, where anything is kept; answers for which topics nothing is. */
async function foldIn(tx: Tx, { workspaceId, now, factsMin }: Keeping): Promise<(number | null)[]> {
  if (!(await takeTurn(tx, workspaceId))) return []
  const { ids, isAll, moved } = await movedSoFar(tx, workspaceId)
  const kept = await keptNow(tx, workspaceId, now)
  const topics = (await isLarge(tx, workspaceId, factsMin ?? FACTS_MIN))
    ? await topicsToKeep(tx, workspaceId)
    : []
  const isLost = isAll || moved > MOVED_MAX
  const gone = kept.filter(({ topicId }) => isLost || !topics.includes(topicId))
  const stays = kept.filter((one) => !gone.includes(one))
  await forget(tx, workspaceId, gone)
  for (const { topicId, isOld } of stays) {
    if (ids.length > 0 || isOld) await keep(tx, { workspaceId, topicId, now })
  }
  await sql`delete from consent_moved
    where workspace_id = ${workspaceId} and id = any(${ids}::bigint[])`.execute(tx)
  return topics.filter((topicId) => !stays.some((one) => one.topicId === topicId))
}

/** One at a time folds in: an earlier statement's look must not be written over a later one's. */
async function takeTurn(tx: Tx, workspaceId: number): Promise<boolean> {
  const { rows } = await sql<{ isMine: boolean }>`select pg_try_advisory_xact_lock(
    hashtext('homing kept standings'), ${workspaceId}::integer) as "isMine"`.execute(tx)
  return rows[0]!.isMine
}

/** What moved as far as can be seen now: just these notes may be taken away afterwards. */
async function movedSoFar(tx: Tx, workspaceId: number) {
  const { rows } = await sql<{ ids: string[]; isAll: boolean; moved: number }>`
    select coalesce(array_agg(id::text), '{}') as ids, coalesce(bool_or(is_all), false) as "isAll",
      coalesce(sum(cardinality(address_ids) + cardinality(person_ids)), 0)::float8 as moved
    from consent_moved where workspace_id = ${workspaceId}`.execute(tx)
  return rows[0]!
}

async function isLarge(tx: Tx, workspaceId: number, factsMin: number): Promise<boolean> {
  const { rows } = await sql`select from consent_fact where workspace_id = ${workspaceId}
    offset ${factsMin - 1} limit 1`.execute(tx)
  return rows.length > 0
}

async function topicsToKeep(tx: Tx, workspaceId: number): Promise<(number | null)[]> {
  const { rows } = await sql<{ id: number }>`
    select id from topic where workspace_id = ${workspaceId} and archived_at is null
    order by place, id limit ${TOPICS_MAX}`.execute(tx)
  return [null, ...rows.map(({ id }) => id)]
}

async function keptNow(tx: Tx, workspaceId: number, now: number) {
  const { rows } = await sql<{ topicId: number | null; isOld: boolean }>`
    select nullif(topic_id, 0) as "topicId",
      kept_at < to_timestamp(${now}::bigint / 1000.0) - ${FOLD_ANYWAY}::interval as "isOld"
    from consent_kept_of where workspace_id = ${workspaceId} order by topic_id`.execute(tx)
  return rows
}

async function forget(
  tx: Tx,
  workspaceId: number,
  kept: readonly { topicId: number | null }[],
): Promise<void> {
  if (kept.length === 0) return
  for (const table of ['consent_kept', 'consent_kept_person', 'consent_kept_of']) {
    await sql`delete from ${sql.table(table)} where workspace_id = ${workspaceId}
      and topic_id = any(${kept.map(({ topicId }) => topicId ?? 0)}::integer[])`.execute(tx)
  }
}

/** What is kept of each person: the columns of consent_kept_person. */
export function marksOfPersons({ topicId }: AskedOfAll): KeptMark[] {
  return [COMPLAINED, LEFT_EVERYTHING, leftTopic(topicId)]
}

/** What is kept of each address: the columns of consent_kept. */
export function marksKept(asked: AskedOfAll): KeptMark[] {
  const { topicId, now } = asked
  return [
    ...marksOfPersons(asked),
    LEFT_HERE,
    gave('express', topicId, IS_EXPRESS),
    gave('lasting', topicId, lasts(now)),
    gave('once', topicId, sql`true`),
  ]
}

/** Writes what holds now over what was kept, where it differs. */
async function keep(tx: Tx, asked: AskedOfAll): Promise<void> {
  const { workspaceId, topicId, now } = asked
  await sql`select set_config('statement_timeout', ${STATEMENT_MS_MAX}, true),
    set_config('work_mem', ${MEMORY}, true), set_config('enable_nestloop', 'off', true),
    set_config('enable_sort', 'off', true)`.execute(tx)
  const marks = marksKept(asked)
  await write(tx, asked, { table: 'consent_kept', marks, rows: standingsNow(asked, marks) })
  const left = marksOfPersons(asked)
  const persons = personStandingsNow(asked, left)
  await write(tx, asked, { table: 'consent_kept_person', marks: left, rows: persons })
  await sql`
    insert into consent_kept_of (workspace_id, topic_id, kept_at)
    values (${workspaceId}, ${topicId ?? 0}, to_timestamp(${now}::bigint / 1000.0))
    on conflict (workspace_id, topic_id) do update set kept_at = excluded.kept_at`.execute(tx)
}

async function write(
  tx: Tx,
  { workspaceId, topicId }: AskedOfAll,
  { table, marks, rows }: { table: string; marks: readonly KeptMark[]; rows: RawBuilder<unknown> },
): Promise<void> {
  const each = (make: (name: RawBuilder<unknown>) => RawBuilder<unknown>) =>
    sql.join(marks.map(({ name }) => make(sql.ref(name))))
  await sql`
    insert into ${sql.table(table)} (workspace_id, topic_id, place, ${each((name) => name)})
    select ${workspaceId}::integer, ${topicId ?? 0}::integer, place,
      ${each((name) => sql`coalesce(s.${name}, 0)`)}
    from (${rows}) s
    full join (select place, ${each((name) => name)} from ${sql.table(table)}
      where workspace_id = ${workspaceId} and topic_id = ${topicId ?? 0}) h using (place)
    where (${each((name) => sql`coalesce(s.${name}, 0)`)})
      is distinct from (${each((name) => sql`h.${name}`)})
    on conflict (workspace_id, topic_id, place)
      do update set ${each((name) => sql`${name} = excluded.${name}`)}`.execute(tx)
}
