import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { fingerprint, raiseProblems, type Problem } from './problems.ts'

/** Open or ignored problems of one cause that are looked at; a kept cause has few. */
const KEPT_MAX = 5_000

/** A problem that follows from a state; its identity tells one from another. */
export type KeptProblem = Problem & { identity: string }

/**
 * Makes the problems of a cause exactly those that are wanted: a new one is raised, one whose
 * sentence changed is raised again, one that is not wanted ends. One that stands as it is wanted is
 * left alone, so that a look every minute counts nothing twice, and one that was ignored stays so.
 */
export async function keepProblems(
  tx: Tx,
  of: { workspaceId: number; cause: string },
  wanted: readonly KeptProblem[],
): Promise<void> {
  const { rows: held } = await sql<{ id: number; fingerprint: string; sentence: string }>`
    select id, fingerprint, sentence from problem
    where workspace_id = ${of.workspaceId} and status in ('open', 'ignored')
      and group_key in (${groupKey(of.cause, 'you')}, ${groupKey(of.cause, 'homing')},
        ${groupKey(of.cause, 'vendor')})
    order by id limit ${KEPT_MAX}`.execute(tx)
  const wantedBy = new Map(wanted.map((problem) => [fingerprint(problem.identity), problem]))
  const sentences = new Map(held.map((one) => [one.fingerprint, one.sentence]))
  const over = held.filter((one) => !wantedBy.has(one.fingerprint)).map((one) => one.id)
  if (over.length > 0) {
    await sql`
      update problem set status = 'resolved', last_at = now(), next_try_at = null
      where workspace_id = ${of.workspaceId} and id = any(${over}::integer[])`.execute(tx)
  }
  await raiseProblems(
    tx,
    [...wantedBy].flatMap(([key, problem]) =>
      sentences.get(key) === problem.sentence ? [] : [problem],
    ),
  )
}

/** As the table derives it, so that its index is used. */
function groupKey(cause: string, whoMustAct: Problem['whoMustAct']) {
  return sql`md5(${cause} || E'\n' || ${whoMustAct}::text)::uuid`
}
