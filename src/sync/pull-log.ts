import { sql } from 'kysely'
import { markAllAsOf } from '../campaigns/index.ts'
import type { LogPage } from '../connectors/index.ts'
import { raiseProblems, resolveProblems, storeReceipt } from '../ledger/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { Pull } from './pull.ts'
import { readAll } from './read-waiting.ts'

/** Pieces one run reads at most; the next one goes on. */
const PIECES_MAX = 20_000
const STREAM = 'log'

/**
 * Reads what was added to a connection's log since it was read last. Each piece is stored together
 * with the place it ends at, then read: a crash between the two leaves a receipt to be read, and
 * the next run goes on from the place.
 */
export async function pullLog(at: Pull): Promise<void> {
  const { log } = at.connector
  if (log === undefined) return
  const { connectionId, startedAt } = at.lease.run
  for (let count = 0; count < PIECES_MAX; count++) {
    const cursor = await at.lease.inRun({}, (tx) => cursorOf(tx, connectionId))
    const page = await log.page(at.vendor, cursor)
    await keep(at, page)
    await readAll(at)
    if (page.isEnd) break
    at.breathe()
  }
  await at.lease.inRun({}, (tx) => markAllAsOf(tx, connectionId, startedAt.getTime()))
}

async function cursorOf(tx: Tx, connectionId: number): Promise<string | null> {
  const row = await tx
    .selectFrom('stream')
    .select('cursor')
    .where('connection_id', '=', connectionId)
    .where('name', '=', STREAM)
    .executeTakeFirst()
  return row?.cursor ?? null
}

/** The piece with its place: both, or neither. */
async function keep(at: Pull, { body, cursor, isMissed, isHalf }: LogPage): Promise<void> {
  const { id: runId, workspaceId, connectionId } = at.lease.run
  const problems = [isMissed, isHalf].filter(Boolean).length
  const progress = { pages: body === null ? 0 : 1, problems }
  await at.lease.inRun(progress, async (tx) => {
    if (body !== null) {
      await storeReceipt(tx, { workspaceId, connectionId, runId, ask: { stream: 'log' }, body })
    }
    if (isMissed) await tellOfMissed(tx, at)
    await tellOfHalf(tx, at, isHalf)
    await sql`
      insert into stream (workspace_id, connection_id, name, cursor, completed_at)
      values (${workspaceId}, ${connectionId}, ${STREAM}, ${cursor}, now())
      on conflict (workspace_id, connection_id, name)
        do update set cursor = excluded.cursor, completed_at = excluded.completed_at`.execute(tx)
  })
}

async function tellOfMissed(tx: Tx, at: Pull): Promise<void> {
  const { id: runId, workspaceId, connectionId } = at.lease.run
  await raiseProblems(tx, [
    {
      ...{ workspaceId, connectionId, runId },
      cause: 'A log was put by before it was read',
      sentence: 'The log was put by before it was read to its end: its last lines may be missing.',
      remedy: 'Bring the older log as a file; lines that are known change nothing.',
      whoMustAct: 'you',
      record: { log: at.connector.title },
      identity: `missed:${connectionId}:log:${runId}`,
    },
  ])
}

/** A problem while the log ends in the middle of a line: that call is known to be missing. */
async function tellOfHalf(tx: Tx, at: Pull, isHalf: boolean): Promise<void> {
  const { id: runId, workspaceId, connectionId } = at.lease.run
  const identity = `half:${connectionId}:log`
  if (!isHalf) return resolveProblems(tx, workspaceId, identity)
  await raiseProblems(tx, [
    {
      ...{ workspaceId, connectionId, runId },
      cause: 'A log ends in the middle of a line',
      sentence:
        'The log ends in the middle of a line: that line, and whatever follows it, is missing.',
      remedy:
        'Homing reads on by itself once the line has its end. Where it gets none, look whether its '
        + 'server can still write: a disk may be full.',
      whoMustAct: 'homing',
      record: { log: at.connector.title },
      identity,
      retriedBy: 'run',
    },
  ])
}
