import { sql } from 'kysely'
import { Failure, type PeopleModule, type PeoplePart } from '../connectors/index.ts'
import { raiseProblems } from '../ledger/index.ts'
import { absentRecords, livingRecords, noteReturned, takeRecords } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { Pull } from './pull.ts'

/** How often all ids are compared. */
const EVERY_MS = 24 * 3_600_000
const PAGES_MAX = 20_000

/** So many may always be gone at once; beyond, no larger a part than this of all. */
const GONE_ALWAYS = 20
const GONE_PART_MAX = 0.1

const TOO_MANY = 'Too many records of the CRM are gone at once'

/**
 * Finds out by its absence which record a CRM has no longer, where it tells that in no other way:
 * once a day, the ids it has are compared with those that are held. Where very many are gone at
 * once, something is wrong with how they are shown: nothing is noted, and a problem says so.
 */
export async function takeCensus(at: Pull, part: PeoplePart, module: PeopleModule): Promise<void> {
  if (part.census === undefined || !(await isDue(at, module))) return
  const absent: string[] = []
  let after: string | null = null
  let cursor: string | null = null
  for (let count = 1; count <= PAGES_MAX; count++) {
    const page = await part.census(at.vendor, module.id, cursor)
    if (page === null) return
    const { ids } = page
    refuseDisorder(after, ids)
    const upTo: string | null = page.next === null ? null : (ids.at(-1) ?? after)
    const detail = `${module.title}, which are there, page ${count}`
    await at.lease.inRun({ pages: 1, detail, requests: at.takeRequests() }, async (tx) => {
      absent.push(...(await absentRecords(tx, ofModule(at, module), { after, upTo, ids })))
      await noteReturned(tx, ofModule(at, module), ids)
    })
    if (page.next === null) return conclude(at, module, absent)
    after = upTo
    cursor = page.next
    at.breathe()
  }
  throw new Failure('unreadable', `The ids of ${module.title} lead in circles.`, {
    whoMustAct: 'vendor',
  })
}

const nameOf = (module: PeopleModule) => `census:${module.id}`

function ofModule(at: Pull, { id: module }: PeopleModule) {
  const { workspaceId, connectionId } = at.lease.run
  return { workspaceId, connectionId, module }
}

async function isDue(at: Pull, module: PeopleModule): Promise<boolean> {
  return at.lease.inRun({}, async (tx) => {
    const row = await tx
      .selectFrom('stream')
      .select('completed_at')
      .where('connection_id', '=', at.lease.run.connectionId)
      .where('name', '=', nameOf(module))
      .executeTakeFirst()
    const last = row?.completed_at?.getTime()
    return last === undefined || at.homing.now() - last >= EVERY_MS
  })
}

/** What is not in order would be taken for gone. */
function refuseDisorder(after: string | null, ids: readonly string[]): void {
  let last = after
  for (const id of ids) {
    if (last !== null && Buffer.compare(Buffer.from(last), Buffer.from(id)) >= 0) {
      throw new Failure('unreadable', 'The ids of the CRM are in no order.', {
        whoMustAct: 'vendor',
      })
    }
    last = id
  }
}

async function conclude(at: Pull, module: PeopleModule, absent: readonly string[]): Promise<void> {
  await at.lease.inRun({}, async (tx) => {
    const of = ofModule(at, module)
    const most = Math.max(GONE_ALWAYS, (await livingRecords(tx, of)) * GONE_PART_MAX)
    if (absent.length > most) await tellTooMany(at, tx, { module, count: absent.length })
    else {
      const gone = absent.map((id) => ({ type: 'deleted' as const, id, changedAt: 0 }))
      await takeRecords(tx, of, gone)
    }
    await noteDone(tx, at, module)
  })
}

async function tellTooMany(
  at: Pull,
  tx: Tx,
  { module, count }: { module: PeopleModule; count: number },
): Promise<void> {
  const { workspaceId, connectionId, id: runId } = at.lease.run
  await at.lease.write(tx, { problems: 1 })
  await raiseProblems(tx, [
    {
      ...{ workspaceId, connectionId, runId, cause: TOO_MANY },
      sentence: `${module.title}: ${count} records are not there any more; none was noted as gone.`,
      remedy: `Look whether ${at.connector.title} still shows all of them to its user.`,
      whoMustAct: 'you',
      field: 'id',
      record: { module: module.id, count },
    },
  ])
}

async function noteDone(tx: Tx, at: Pull, module: PeopleModule): Promise<void> {
  const { workspaceId, connectionId, id } = at.lease.run
  await sql`
    insert into stream (workspace_id, connection_id, name, cursor, moved_by, completed_at)
    values (${workspaceId}, ${connectionId}, ${nameOf(module)}, null, ${id},
      ${new Date(at.homing.now())})
    on conflict (workspace_id, connection_id, name) do update
      set moved_by = excluded.moved_by, completed_at = excluded.completed_at`.execute(tx)
}
