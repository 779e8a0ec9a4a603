import { sql } from 'kysely'
import { Failure, type FeedbackPart, type RawPage } from '../connectors/index.ts'
import { parkPage, resolveProblems, storeReceipt, type Ask } from '../ledger/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { isExpired, PAGES_MAX, RESTARTS_MAX } from './paging.ts'
import type { Pull } from './pull.ts'
import { readAll } from './read-waiting.ts'

interface StreamAsk {
  name: string
  ask: Ask
  page(cursor: string | null): Promise<RawPage>
  /** What the run shows meanwhile. */
  detail?: string
  /** Read to the end, past what is known: for rows that came late. */
  isDeep: boolean
  /** Absent: newest first. */
  order?: FeedbackPart['order']
}

/**
 * Reads a stream from where it stands, newest first. Each page is stored together with the cursor
 * to the next, then read; a crash between the two leaves a receipt to be read and a cursor to go on
 * from. A pass over the newest rows stops after the first page with a row that is known; a deep
 * pass goes to the end. One that was cut off goes on from its cursor, one that was asked to be deep
 * only within its own run: beganAtTop is false then, and what has come since lies above. Where the
 * vendor states no order every pass goes to the end, but for one that finds as many rows there as
 * when the last whole pass began.
 */
export async function readStream(
  at: Pull,
  stream: StreamAsk,
): Promise<{ reachedEnd: boolean; beganAtTop: boolean }> {
  const { hadTotal, ...begun } = await begin(at, stream)
  let { cursor, isDeep } = begun
  let beganAtTop = cursor === null
  let restarts = 0
  const visited = new Set<string>()
  for (let count = 0; count < PAGES_MAX; count++) {
    const page = await pageOrRestart(at, stream, cursor)
    if (page === 'restart') {
      restarts += 1
      if (restarts > RESTARTS_MAX) throw circles(stream)
      // The cursor has expired and with it the place: only reading everything closes the gap.
      cursor = null
      beganAtTop = true
      isDeep = true
      visited.clear()
      continue
    }
    const isUnchanged = !stream.isDeep && cursor === null && page.total === (hadTotal ?? -1)
    await store(at, stream, { ...page, isFirst: cursor === null }, isDeep)
    const { known } = await readAll(at)
    if (page.next === null) {
      await complete(at, stream, true)
      return { reachedEnd: true, beganAtTop }
    }
    if (isUnchanged || (known > 0 && !isDeep && stream.order !== 'unstated')) {
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
): Promise<{ cursor: string | null; isDeep: boolean; hadTotal: number | null }> {
  const { detail } = stream
  const row = await at.lease.inRun({ detail, requests: at.takeRequests() }, (tx) =>
    tx
      .selectFrom('stream')
      .select(['cursor', 'pass', 'deep_at', 'total', 'moved_by'])
      .where('connection_id', '=', at.lease.run.connectionId)
      .where('name', '=', stream.name)
      .executeTakeFirst(),
  )
  // Until it was read to its end once, what lies below a known row is not known.
  const isDeep = stream.isDeep || row === undefined || row.deep_at === null
  // That of a pass that did not come to its end proves nothing.
  const isWhole = row !== undefined && row.cursor === null && row.deep_at !== null
  const hadTotal = isWhole && stream.order === 'unstated' ? row.total : null
  if (row === undefined || row.cursor === null) return { cursor: null, isDeep, hadTotal }
  // Another run's walk was asked for something else: since another time, or before the rest came.
  if (stream.isDeep && row.moved_by !== at.lease.run.id) return { cursor: null, isDeep, hadTotal }
  return { cursor: row.cursor, isDeep: isDeep || row.pass === 'deep', hadTotal }
}

async function pageOrRestart(at: Pull, stream: StreamAsk, cursor: string | null) {
  try {
    return await stream.page(cursor)
  } catch (error) {
    if (isExpired(cursor, error)) return 'restart' as const
    if (error instanceof Failure && error.kind === 'unreadable') await park(at, stream, error)
    throw error
  }
}

/** The page with its cursor: both, or neither. */
async function store(
  at: Pull,
  stream: StreamAsk,
  page: RawPage & { isFirst: boolean },
  isDeep: boolean,
): Promise<void> {
  const { run } = at.lease
  await at.lease.inRun({ pages: 1, requests: at.takeRequests() }, async (tx) => {
    await storeReceipt(tx, {
      workspaceId: run.workspaceId,
      connectionId: run.connectionId,
      runId: run.id,
      ask: stream.ask,
      body: page.body,
    })
    const to = { name: stream.name, cursor: page.next, isDeep }
    await moveCursor(tx, at, page.isFirst ? { ...to, total: page.total ?? null } : to)
  })
}

async function moveCursor(
  tx: Tx,
  at: Pull,
  to: { name: string; cursor: string | null; isDeep: boolean; total?: number | null },
) {
  const { workspaceId, connectionId, id } = at.lease.run
  const pass = to.isDeep ? 'deep' : 'newest'
  await sql`
    insert into stream as s (workspace_id, connection_id, name, cursor, pass, moved_by, total)
    values (${workspaceId}, ${connectionId}, ${to.name}, ${to.cursor}, ${pass}, ${id},
      ${to.total ?? null})
    on conflict (workspace_id, connection_id, name)
      do update set cursor = excluded.cursor, pass = excluded.pass, moved_by = excluded.moved_by,
        total = case when ${to.total !== undefined}::boolean then excluded.total
          else s.total end`.execute(tx)
}

async function complete(at: Pull, stream: StreamAsk, reachedEnd: boolean): Promise<void> {
  const { workspaceId, connectionId } = at.lease.run
  await at.lease.inRun({ requests: at.takeRequests() }, async (tx) => {
    await sql`
      update stream set cursor = null, pass = null, completed_at = now(),
        deep_at = case when ${reachedEnd}::boolean then now() else deep_at end
      where connection_id = ${connectionId} and name = ${stream.name}`.execute(tx)
    // What an earlier run could not read of it has now been read.
    const ofStream = `${connectionId}:${stream.name}`
    await resolveProblems(tx, workspaceId, `page:${ofStream}`, `stream:${ofStream}`)
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
