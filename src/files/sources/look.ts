import { sql } from 'kysely'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { inWork } from '../../platform/work.ts'
import { FILE_BYTES_MAX } from '../spool.ts'
import { refuseUnread } from '../take.ts'
import { SourceFault } from './fault.ts'
import { dropGone, keepChanged, keepNew, knownFiles, type NewFile } from './found.ts'
import { judge, STILL_MS, type Known } from './judge.ts'
import { SourceLease } from './lease.ts'
import { openPlace, type ShownFile } from './places/index.ts'
import { tellProblems } from './problems.ts'
import { findSource, type Source } from './source.ts'
import { byOf, moveTaken, takeFound, type FoundFile, type Look } from './take-found.ts'

/** Files one look takes; the next follows at once. */
const TAKEN_MAX = 100
const MINUTE_MS = 60_000

/**
 * Looks at a source: what is there, what of it has settled, and takes that in, one after the other.
 * One worker at a time; what a crash cuts off is done by the next look, and nothing twice.
 */
export async function lookAtSource(
  homing: Homing,
  at: { workspaceId: number; sourceId: number },
): Promise<void> {
  await inWork({ source: at.sourceId }, async () => {
    const lease = await SourceLease.take(homing.database, at)
    if (lease === null) return
    const stop = new AbortController()
    const end = () => stop.abort(new Error('This process is asked to end.'))
    homing.ending?.addEventListener('abort', end, { once: true })
    lease.keep((error) => stop.abort(error))
    try {
      await look(homing, at, stop.signal)
    } catch (error) {
      // Somebody else goes on, or the next process does.
      if (!stop.signal.aborted) throw error
    } finally {
      homing.ending?.removeEventListener('abort', end)
      await lease.release()
    }
  })
}

/** What a look came to. */
interface Came {
  /** Epoch ms of the next look. */
  nextAt: number
  validators: Record<string, string>
  fault: SourceFault | null
  /** What is there; null where nobody knows, since it did not change or could not be had. */
  names: string[] | null
}

async function look(
  homing: Homing,
  at: { workspaceId: number; sourceId: number },
  signal: AbortSignal,
): Promise<void> {
  const source = await homing.database.inWorkspace(at.workspaceId, (tx) =>
    findSource(tx, at.sourceId),
  )
  let hostKey = source.hostKey
  const nextAt = homing.now() + source.everyMinutes * MINUTE_MS
  let came: Came
  try {
    await refuseUnread(homing, byOf(source), source.connectionId)
    const onHostKey = (shown: string) => void (hostKey = shown)
    came = await lookThrough(homing, { source, signal, onHostKey, nextAt })
  } catch (error) {
    signal.throwIfAborted()
    const fault = faultOf(homing, error)
    came = { nextAt, validators: source.validators, fault, names: null }
  }
  await homing.database.inWorkspace(at.workspaceId, (tx) =>
    settle(tx, { ...source, hostKey }, came, homing.now()),
  )
}

interface Through {
  source: Source
  signal: AbortSignal
  onHostKey: (shown: string) => void
  nextAt: number
}

async function lookThrough(homing: Homing, through: Through): Promise<Came> {
  const { source, signal, nextAt } = through
  const place = await openPlace(homing, source, through)
  try {
    const shown = await place.list()
    const at = { homing, source, place, signal }
    const { ready, moving, waits } = await sort(at, shown)
    for (const file of moving) await moveTaken(at, file)
    for (const file of ready.slice(0, TAKEN_MAX)) {
      signal.throwIfAborted()
      await takeFound(at, file)
    }
    const isMore = ready.length > TAKEN_MAX
    const settled = isMore ? homing.now() : Math.min(nextAt, ...waits)
    // Asked for changes alone only once nothing of this answer is still to be taken.
    const isDone = await homing.database.inWorkspace(source.workspaceId, (tx) =>
      isSettled(tx, source.id),
    )
    const validators = isDone ? (place.validators?.() ?? {}) : {}
    const isAll = source.kind !== 'https' || shown.length > 0
    const names = isAll ? shown.map(({ name }) => name) : null
    return { nextAt: settled, validators, fault: null, names }
  } finally {
    place.close()
  }
}

interface Sorted {
  ready: FoundFile[]
  /** Taken before, and still to be moved. */
  moving: FoundFile[]
  /** When those that wait will have settled, in epoch ms. */
  waits: number[]
}

/** Keeps what is there, and answers what is to be done. */
async function sort({ homing, source }: Look, shown: ShownFile[]): Promise<Sorted> {
  const now = homing.now()
  return homing.database.inWorkspace(source.workspaceId, async (tx) => {
    const names = shown.map(({ name }) => name)
    const known = await knownFiles(tx, source.id, names)
    const judged = shown.map((file) => {
      const before = known.get(file.name)
      return { shown: file, before, verdict: judge(file, before, now) }
    })
    const of = (verdict: string) => judged.filter((one) => one.verdict === verdict)
    const fresh = of('new').map(({ shown }) => ({ ...shown, refusal: refusalOf(shown) }))
    const ids = await keepNew(tx, source, fresh, now)
    const changed = of('changed').map(withId)
    await keepChanged(tx, changed, now)
    if (source.kind !== 'https') await dropGone(tx, source, names)
    const atOnce = fresh.filter(({ refusal, isWhole }) => refusal === null && isWhole === true)
    const resting = fresh.some(({ refusal, isWhole }) => refusal === null && isWhole !== true)
    const waiting = of('waits').map(({ before }) => before!.stillSince + STILL_MS)
    const isMoved = ({ before }: { before: Known | undefined }) =>
      before?.status !== 'taken' || before.movedTo !== ''
    return {
      ready: [
        ...of('ready').map(withId),
        ...atOnce.map((file) => ({ id: ids.get(file.name)!, shown: file })),
      ],
      moving:
        source.moveTo === ''
          ? []
          : of('known')
              .filter((one) => !isMoved(one))
              .map(withId),
      waits: resting || changed.length > 0 ? [...waiting, now + STILL_MS] : waiting,
    }
  })
}

function withId({ shown, before }: { shown: ShownFile; before: Known | undefined }): FoundFile {
  return { id: before!.id, shown }
}

/** What is plain before a byte was read. Pure. */
function refusalOf({ isLink, bytes, isWhole }: ShownFile): NewFile['refusal'] {
  if (isLink === true) {
    return { fault: 'It is a link, and links are not followed.', remedy: 'Put the file there.' }
  }
  if (bytes > FILE_BYTES_MAX) {
    const fault = `A file may hold ${FILE_BYTES_MAX / 1024 / 1024} MB at most.`
    return { fault, remedy: 'Split it; rows that are told twice do no harm.' }
  }
  if (bytes === 0 && isWhole === true) return { fault: 'It is empty.', remedy: 'Wait for another.' }
  return null
}

async function isSettled(tx: Tx, sourceId: number): Promise<boolean> {
  const row = await tx
    .selectFrom('found_file')
    .select('id')
    .where('source_id', '=', sourceId)
    .where('status', '=', 'settling')
    .executeTakeFirst()
  return row === undefined
}

/** What was learnt is kept. */
async function settle(tx: Tx, source: Source, came: Came, now: number): Promise<void> {
  const { fault } = came
  await sql`
    update file_source set looked_at = ${new Date(now)}, next_at = ${new Date(came.nextAt)},
      host_key = case when host_key = '' then ${source.hostKey} else host_key end,
      validators = ${JSON.stringify(came.validators)}::jsonb,
      fault = ${fault?.message ?? ''}, remedy = ${fault?.remedy ?? ''},
      failing_since = case when ${fault === null} then null
        else coalesce(failing_since, ${new Date(now)}) end
    where workspace_id = ${source.workspaceId} and id = ${source.id}`.execute(tx)
  await tellProblems(tx, source, came)
}

function faultOf(homing: Homing, error: unknown): SourceFault {
  if (error instanceof SourceFault) return error
  if (error instanceof Refused) return new SourceFault(error.message, error.remedy ?? '')
  homing.log.error({ err: error }, 'a source of files was not looked at, by a fault of ours')
  return new SourceFault('Homing made a fault of its own.', 'It is in the log; it tries again.', {
    cause: error,
  })
}
