import { sql } from 'kysely'
import { Failure, type RawPage } from '../connectors/index.ts'
import { parkPage, resolveProblems, storeReceipt, type Ask } from '../ledger/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { Pull } from './pull.ts'
import { readAll } from './read-waiting.ts'

/** Pages of one stream a run reads at most; more means that the vendor's paging goes in circles. */
const PAGES_MAX = 20_000

export interface StreamAsk {
  name: string
  ask: Ask
  page(cursor: string | null): Promise<RawPage>
  /** Read to the end, past what is known: for rows that came late. */
  isDeep: boolean
}

/**
 * Reads a stream from where it stands, newest first. Each page is stored together with the cursor
 * to the next, then read; a crash between the two leaves a receipt to be read and a cursor to go on
 * from. A pass over the newest rows stops after the first page with a row that is known; a deep
 * pass goes to the end. One that was cut off goes on from its cursor: beganAtTop is false then, and
 * what has come since lies above.
 */
export async function readStream(
  at: Pull,
  stream: StreamAsk,
): Promise<{ reachedEnd: boolean; beganAtTop: boolean }> {
  let { cursor, isDeep } = await begin(at, stream)
  let beganAtTop = cursor === null
  const visited = new Set<string>()
  for (let count = 0; count < PAGES_MAX; count++) {
    const page = await pageOrRestart(at, stream, cursor)
    if (page === 'restart') {
      // The cursor has expired and with it the place: only reading everything closes the gap.
      cursor = null
      beganAtTop = true
      isDeep = true
      visited.clear()
      continue
    }
    await store(at, stream, page, isDeep)
    const { known } = await readAll(at)
    if (page.next === null) {
      await complete(at, stream, true)
      return { reachedEnd: true, beganAtTop }
    }
    if (known > 0 && !isDeep) {
      await complete(at, stream, false)
      return { reachedEnd: false, beganAtTop }
    }
    if (visited.has(page.next)) throw circles(stream)
    visited.add(page.next)
    cursor = page.next
    at.breathe()
  }
  throw circles(stream)
}

async function begin(
  at: Pull,
  stream: StreamAsk,
): Promise<{ cursor: string | null; isDeep: boolean }> {
  const row = await at.lease.inRun({}, (tx) =>
    tx
      .selectFrom('stream')
      .select(['cursor', 'pass', 'deep_at'])
      .where('connection_id', '=', at.lease.run.connectionId)
      .where('name', '=', stream.name)
      .executeTakeFirst(),
  )
  // Until it was read to its end once, what lies below a known row is not known.
  const isDeep = stream.isDeep || row === undefined || row.deep_at === null
  if (stream.isDeep || row === undefined || row.cursor === null) return { cursor: null, isDeep }
  return { cursor: row.cursor, isDeep: isDeep || row.pass === 'deep' }
}

async function pageOrRestart(at: Pull, stream: StreamAsk, cursor: string | null) {
  try {
    return await stream.page(cursor)
  } catch (error) {
    const isExpired =
      cursor !== null && error instanceof Failure && ['refused', 'not_found'].includes(error.kind)
    if (isExpired) return 'restart' as const
    if (error instanceof Failure && error.kind === 'unreadable') await park(at, stream, error)
    throw error
  }
}

/** The page with its cursor: both, or neither. */
async function store(at: Pull, stream: StreamAsk, page: RawPage, isDeep: boolean): Promise<void> {
  const { run } = at.lease
  await at.lease.inRun({ pages: 1, requests: at.takeRequests() }, async (tx) => {
    await storeReceipt(tx, {
      workspaceId: run.workspaceId,
      connectionId: run.connectionId,
      runId: run.id,
      ask: stream.ask,
      body: page.body,
    })
    await moveCursor(tx, at, { name: stream.name, cursor: page.next, isDeep })
  })
}

async function moveCursor(
  tx: Tx,
  at: Pull,
  to: { name: string; cursor: string | null; isDeep: boolean },
) {
  const { workspaceId, connectionId } = at.lease.run
  const pass = to.isDeep ? 'deep' : 'newest'
  await sql`
    insert into stream (workspace_id, connection_id, name, cursor, pass)
    values (${workspaceId}, ${connectionId}, ${to.name}, ${to.cursor}, ${pass})
    on conflict (workspace_id, connection_id, name)
      do update set cursor = excluded.cursor, pass = excluded.pass`.execute(tx)
}

async function complete(at: Pull, stream: StreamAsk, reachedEnd: boolean): Promise<void> {
  const { workspaceId, connectionId } = at.lease.run
  await at.lease.inRun({ requests: at.takeRequests() }, async (tx) => {
    await sql`
      update stream set cursor = null, pass = null, completed_at = now(),
        deep_at = case when ${reachedEnd}::boolean then now() else deep_at end
      where connection_id = ${connectionId} and name = ${stream.name}`.execute(tx)
    // What an earlier run could not read of it has now been read.
    for (const of of ['page', 'stream']) {
      await resolveProblems(tx, workspaceId, `${of}:${connectionId}:${stream.name}`)
    }
  })
}

async function park(at: Pull, stream: StreamAsk, failure: Failure): Promise<void> {
  const { run } = at.lease
  await at.lease.inRun({ problems: 1, requests: at.takeRequests() }, (tx) =>
    parkPage(tx, {
      workspaceId: run.workspaceId,
      connectionId: run.connectionId,
      runId: run.id,
      ask: stream.ask,
      failure,
      identity: `page:${run.connectionId}:${stream.name}`,
    }),
  )
}

function circles(stream: StreamAsk): Failure {
  return new Failure('unreadable', `The pages of ${stream.name} lead in circles.`, {
    whoMustAct: 'vendor',
    remedy: 'The next run begins anew.',
  })
}
