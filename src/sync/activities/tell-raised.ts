import { sql } from 'kysely'
import type { Place } from '../../connections/index.ts'
import { Failure, RAISED_KINDS, type RaisedKind, type RaisedPart } from '../../connectors/index.ts'
import { raiseProblems, resolveProblems } from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import {
  beginRaised,
  type DueRaised,
  dueRaised,
  endRaised,
  failRaised,
  lookAtRaised,
  nextRaisedLook,
  settleRaised,
} from './raised.ts'
import { within, type Telling } from './telling.ts'

/** Campaigns a job compares, and batches it tells, before others have a turn. */
const LOOKS_MAX = 50
const BATCHES_MAX = 20

/** Failures after which nobody knows whether a call arrived. */
const DOUBTFUL: readonly Failure['kind'][] = ['temporary', 'unreadable']
/** Failures of this one alone. */
const ITS_OWN: readonly Failure['kind'][] = ['refused', 'not_found']

/** The kinds a connection is told: those that have a place there and are not switched off. Pure. */
export function raisedKinds(
  part: Pick<RaisedPart, 'kinds'> | undefined,
  off: readonly string[],
): RaisedKind[] {
  return RAISED_KINDS.filter((kind) => part?.kinds[kind] !== undefined && !off.includes(kind))
}

/**
 * Tells a CRM what clicks raised that it was not told, one by one, each once: what a call may have
 * left there is a person's. Throws Failure where the CRM cannot be told at all, LaneLeft where the
 * rest is another worker's.
 */
export async function tellRaised(at: Telling): Promise<void> {
  const { raised: part } = at.part
  if (part === undefined || at.raised.length === 0) return
  await compare(at)
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const due = await within(at, (tx) =>
      dueRaised(tx, at.lane.at, { kinds: at.raised, max: part.batchMax }),
    )
    if (due.length === 0) break
    for (const one of await withoutHindrance(at, part, due)) await tellOne(at, part, one)
  }
  await within(at, (tx) => tellUntoldRaised(tx, at.lane.at, at))
}

async function compare(at: Telling): Promise<void> {
  for (let count = 0; count < LOOKS_MAX; count++) {
    at.signal.throwIfAborted()
    const isLast = await within(at, async (tx) => {
      const now = at.homing.now()
      const look = await nextRaisedLook(tx, at.lane.at, now)
      if (look === null) return true
      await lookAtRaised(tx, at.lane.at, { ...look, kinds: at.raised, now })
      return false
    })
    if (isLast) return
  }
}

/** Those that can be told; of the others it is written down why not. */
async function withoutHindrance(
  at: Telling,
  part: RaisedPart,
  due: readonly DueRaised[],
): Promise<DueRaised[]> {
  const free: DueRaised[] = []
  const failed = due.flatMap((one) => (one.isDoubtful ? [doubt(at, one)] : []))
  const certain = due.filter((one) => !one.isDoubtful)
  const found = certain.length === 0 ? [] : await part.hindrances(at.vendor, certain)
  certain.forEach((one, place) => {
    const hindrance = found[place]!
    if (hindrance === null) free.push(one)
    else if (hindrance.status === 'refused') failed.push({ ...one, outcome: hindrance.sentence })
    else failed.push({ ...one, outcome: `${at.title} no longer has the record.` })
  })
  const words = failed.map(({ mark, outcome }) => ({ mark, outcome }))
  await within(at, (tx) => failRaised(tx, at.lane.at, words))
  return free
}

async function tellOne(at: Telling, part: RaisedPart, one: DueRaised): Promise<void> {
  at.signal.throwIfAborted()
  const { mark } = one
  await within(at, (tx) => beginRaised(tx, at.lane.at, mark, at.homing.now()))
  try {
    await part.tell(at.vendor, one)
  } catch (error) {
    // Our own mistakes, and an abort, leave it begun: whoever takes it next doubts it.
    if (!(error instanceof Failure)) throw error
    const { kind, message } = error
    const isDoubtful = DOUBTFUL.includes(kind)
    await within(at, async (tx) => {
      if (!isDoubtful) await endRaised(tx, at.lane.at, mark)
      if (isDoubtful) await failRaised(tx, at.lane.at, [doubt(at, one)])
      else if (ITS_OWN.includes(kind))
        await failRaised(tx, at.lane.at, [{ mark, outcome: message }])
    })
    if (ITS_OWN.includes(kind)) return
    throw error
  }
  await within(at, (tx) => settleRaised(tx, at.lane.at, mark, at.homing.now()))
}

function doubt({ title }: Telling, { mark }: DueRaised): { mark: string; outcome: string } {
  const outcome =
    `${title} did not answer, and may have it: look there for “Homing ${mark}” before it is told `
    + 'again.'
  return { mark, outcome }
}

/** What could not be told is one problem of the connection, until it is told. */
async function tellUntoldRaised(tx: Tx, at: Place, { title }: { title: string }): Promise<void> {
  const { rows } = await sql<{ count: number; outcome: string }>`
    select count(*)::integer as count, coalesce(max(outcome), '') as outcome from told_raised
    where workspace_id = ${at.workspaceId} and connection_id = ${at.connectionId}
      and status = 'failed'`.execute(tx)
  const { count, outcome } = rows[0]!
  const identity = `raised:${at.connectionId}`
  if (count === 0) return resolveProblems(tx, at.workspaceId, identity)
  const words =
    count === 1
      ? `${title} was not told of one thing that clicks raised.`
      : `${title} was not told of ${count} things that clicks raised.`
  await raiseProblems(tx, [
    {
      ...at,
      cause: 'A CRM has not taken what clicks raised',
      sentence: `${words} ${outcome}`.trim(),
      remedy: 'Mend it there, and tell again what it did not take: on the connection’s page.',
      whoMustAct: 'you',
      identity,
    },
  ])
}
