import { sql } from 'kysely'
import { Failure, type PeopleModule, type PeoplePart } from '../connectors/index.ts'
import { raiseProblems } from '../ledger/index.ts'
import { followReplaced } from '../lists/index.ts'
import { newestRecord, takeRecords, type RecordsTaken } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { rememberNewcomers } from './activities/newcomers.ts'
import { PAGES_MAX } from './paging.ts'
import type { Pull } from './pull.ts'
import { takeCensus } from './take-census.ts'

/** CRMs drop the seconds of their times: what changed in the same minute is read again. */
const OVERLAP_MS = 60_000

const REFUSED = 'A record of the CRM cannot be taken over'

/**
 * Takes over the people and organizations of a CRM that changed since the last time, module by
 * module, each page in one transaction. Oldest change first, so that a run that is cut off has
 * everything up to where it stood.
 */
export async function pullPeople(at: Pull): Promise<void> {
  const part = at.connector.people
  if (part === undefined) return
  for (const module of part.modules) {
    await readModule(at, part, module)
    await takeCensus(at, part, module)
  }
}

async function readModule(at: Pull, part: PeoplePart, module: PeopleModule): Promise<void> {
  const begun = await begin(at, module)
  const ask = { module: module.id, since: begun.since }
  let { cursor } = begun
  const visited = new Set<string>()
  for (let count = 1; count <= PAGES_MAX; count++) {
    const { body, next } = await part.page(at.vendor, ask, cursor)
    const page = part.read(body, ask)
    const progress = {
      pages: 1,
      detail: `${module.title}, page ${count}`,
      requests: at.takeRequests(),
    }
    await at.lease.inRun(progress, async (tx) => {
      const taken = await takeRecords(tx, ofModule(at, module), page.rows)
      await tellRefused(at, tx, module, [...page.refused, ...taken.refused])
      await follow(at, tx, taken)
      await rememberNewcomers(
        tx,
        ofModule(at, module),
        page.rows.map(({ id }) => id),
      )
      await at.lease.write(tx, tallyOf(taken, page.rows.length))
      await moveOn(tx, at, { module, since: begun.since, cursor: next })
    })
    await at.grew(page.rows.length)
    if (next === null) return
    if (visited.has(next)) break
    visited.add(next)
    cursor = next
    at.breathe()
  }
  throw new Failure('unreadable', `The pages of ${module.title} lead in circles.`, {
    whoMustAct: 'vendor',
    remedy: 'The next run begins where this one stood.',
  })
}

const nameOf = (module: PeopleModule) => `people:${module.id}`

function ofModule(at: Pull, { id: module }: PeopleModule) {
  const { workspaceId, connectionId } = at.lease.run
  return { workspaceId, connectionId, module }
}

/** Where this run stood, if it gave way in the middle; otherwise since the newest that is known. */
async function begin(
  at: Pull,
  module: PeopleModule,
): Promise<{ since: number | null; cursor: string | null }> {
  return at.lease.inRun({}, async (tx) => {
    const row = await tx
      .selectFrom('stream')
      .select(['cursor', 'since'])
      .where('connection_id', '=', at.lease.run.connectionId)
      .where('name', '=', nameOf(module))
      .where('moved_by', '=', at.lease.run.id)
      .where('cursor', 'is not', null)
      .executeTakeFirst()
    if (row !== undefined) return { since: row.since?.getTime() ?? null, cursor: row.cursor }
    const newest = await newestRecord(tx, ofModule(at, module))
    if (newest === null) return { since: null, cursor: null }
    // A record with a moment in the future must not hide what changes until then.
    const from = Math.min(newest, at.lease.run.startedAt.getTime())
    return { since: from - OVERLAP_MS, cursor: null }
  })
}

async function moveOn(
  tx: Tx,
  at: Pull,
  to: { module: PeopleModule; since: number | null; cursor: string | null },
): Promise<void> {
  const { workspaceId, connectionId, id } = at.lease.run
  const since = to.since === null ? null : new Date(to.since)
  await sql`
    insert into stream (workspace_id, connection_id, name, cursor, moved_by, since, completed_at)
    values (${workspaceId}, ${connectionId}, ${nameOf(to.module)}, ${to.cursor}, ${id}, ${since},
      ${to.cursor === null ? new Date(at.homing.now()) : null})
    on conflict (workspace_id, connection_id, name) do update
      set cursor = excluded.cursor, moved_by = excluded.moved_by, since = excluded.since,
        completed_at = coalesce(excluded.completed_at, stream.completed_at)`.execute(tx)
}

/** Opt-outs of addresses that ended go with the person; what is in doubt becomes a problem. */
async function follow(at: Pull, tx: Tx, { replaced }: RecordsTaken): Promise<void> {
  const { workspaceId, connectionId } = at.lease.run
  const of = { workspaceId, connectionId, now: at.homing.now(), where: at.connector.title }
  await followReplaced(tx, of, replaced)
}

async function tellRefused(
  at: Pull,
  tx: Tx,
  module: PeopleModule,
  refused: RecordsTaken['refused'],
): Promise<void> {
  const { workspaceId, connectionId, id: runId } = at.lease.run
  await at.lease.write(tx, { problems: refused.length })
  await raiseProblems(
    tx,
    refused.map((one) => ({
      ...{ workspaceId, connectionId, runId, cause: REFUSED },
      sentence: `${module.title}: ${one.reason}`,
      remedy: `Correct it in ${at.connector.title}; its next change is taken over by itself.`,
      whoMustAct: 'you' as const,
      field: one.field,
      record: one.record,
    })),
  )
}

function tallyOf({ people, organizations }: RecordsTaken, read: number) {
  const changed = [people, organizations].reduce((sum, one) => sum + one.created + one.updated, 0)
  return { read, written: changed }
}
