import { sql } from 'kysely'
import { kindCode, rebuild } from '../src/ledger/index.ts'
import type { Database } from '../src/platform/database/index.ts'

export interface OpenProblem {
  cause: string
  sentence: string
  whoMustAct: string
}

export async function openProblems(
  database: Database,
  workspaceId: number,
): Promise<OpenProblem[]> {
  return database.inWorkspace(workspaceId, (tx) =>
    tx
      .selectFrom('problem')
      .select(['cause', 'sentence', 'who_must_act as whoMustAct'])
      .where('status', '=', 'open')
      .orderBy('id')
      .execute(),
  )
}

/** A row that cannot be read stays until somebody decides; every other problem ends by itself. */
export function isPassing({ cause }: OpenProblem): boolean {
  return !ROW_CAUSES.includes(cause)
}

const ROW_CAUSES = [
  'A row of the feedback cannot be read',
  'A row that cannot be read as files are read here',
  'An address that no mail can reach',
  'A time that cannot be right',
  'An opt-out without a usable address',
]

/** At no moment between two transactions is anything half done. In words, what is. */
export async function halfDone(database: Database, workspaceId: number): Promise<string[]> {
  const { rows } = await database.inWorkspace(workspaceId, (tx) =>
    sql<{ events: number; counted: number; figures: number; opt_outs: number; facts: number }>`
      select (select count(*)::int from event) as events,
        (select coalesce(sum(sent + delivered + opens + clicks + forwards + bounces + opt_outs
          + complaints), 0)::int from recipient) as counted,
        (select coalesce(sum(events), 0)::int from campaign_count where kind > 0) as figures,
        (select count(*)::int from event where kind in (${kindCode('opt_out')}::int,
          ${kindCode('complaint')}::int)) as opt_outs,
        (select count(*)::int from consent_fact where natural_key like 'event:%') as facts`.execute(
      tx,
    ),
  )
  const { events, counted, figures, opt_outs: optOuts, facts } = rows[0]!
  return [
    ...(events === counted ? [] : [`${events} events, of which ${counted} are counted`]),
    ...(events === figures ? [] : [`${events} events, ${figures} in the campaigns' figures`]),
    ...(optOuts === facts ? [] : [`${optOuts} opt-outs, of which ${facts} are facts`]),
  ]
}

/** How the last run of a connection ended, and whether anything waits or still runs. */
export async function standing(database: Database, workspaceId: number, connectionId: number) {
  return database.inWorkspace(workspaceId, async (tx) => {
    const runs = await tx
      .selectFrom('run')
      .select(['id', 'status', 'message'])
      .where('connection_id', '=', connectionId)
      .orderBy('id', 'desc')
      .execute()
    const { status } = await tx
      .selectFrom('connection')
      .select('status')
      .where('id', '=', connectionId)
      .executeTakeFirstOrThrow()
    const { waiting } = await tx
      .selectFrom('receipt')
      .select((e) => e.fn.countAll<number>().as('waiting'))
      .where('status', '=', 'pending')
      .executeTakeFirstOrThrow()
    return {
      connection: status,
      last: runs[0] ?? null,
      isOpen: runs.some((run) => ['queued', 'running', 'waiting'].includes(run.status)),
      waiting: Number(waiting),
    }
  })
}

const DERIVED = ['recipient', 'recipient_link', 'campaign_count', 'campaign_bounce', 'verdict']

/** What is derived is equal to the byte when it is made again. In words, what is not. */
export async function notRebuilt(database: Database, workspaceId: number): Promise<string[]> {
  const before = await pictures(database, workspaceId)
  await rebuild(database, workspaceId)
  const after = await pictures(database, workspaceId)
  return DERIVED.filter((_, place) => before[place] !== after[place]).map(
    (table) => `${table} is another when it is made again`,
  )
}

async function pictures(database: Database, workspaceId: number): Promise<string[]> {
  return database.inWorkspace(workspaceId, async (tx) => {
    const found: string[] = []
    for (const table of DERIVED) {
      const { rows } = await sql<{ picture: string }>`
        select coalesce(md5(string_agg(t::text, E'\n' order by t::text)), '') as picture
        from ${sql.table(table)} t`.execute(tx)
      found.push(rows[0]!.picture)
    }
    return found
  })
}
