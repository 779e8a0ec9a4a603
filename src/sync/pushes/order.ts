import { sql } from 'kysely'
import type { PushOf } from '../../audience/index.ts'
import { Failure, type RemoteJob } from '../../connectors/index.ts'
import { PUSH_WAITS_MS, waitAfter } from '../../outbox/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { LaneLeft } from '../holding-lane.ts'
import { ownFault } from '../own-fault.ts'
import { FAULT_PAUSE_MS, pauseFor } from '../pause.ts'
import { endJob, noteJob, splitJob, whomToTell, type OpenJob, type Told } from './jobs.ts'
import { noteRecords, recordsHere } from './records.ts'
import { toldMembers } from './tell.ts'
import { within, type Turn } from './turn.ts'
import { rulesNow, withValues } from './values.ts'

/** A job the ESP works on longer than this is waited for no more. */
export const JOB_MS_MAX = 60 * 60_000
/** Jobs of one push that are refused before it is no longer looked for who it is. */
const SPLITS_MAX = 40

/**
 * Asks for a job: whoever may not be written to at this moment is left out first. Asked again after
 * a crash or a lost answer, it changes nothing more.
 */
export async function orderJob(at: Turn, of: PushOf, job: OpenJob): Promise<void> {
  const { workspaceId } = of
  const people = await within(at, async (tx) => {
    const told = await whomToTell(tx, at.lane.at, {
      job,
      now: at.homing.now(),
      records: recordsHere(at),
    })
    const outcome = 'Nobody was left to be asked for.'
    if (told.length === 0) await endJob(tx, workspaceId, { job, status: 'empty', outcome })
    return told
  })
  if (people.length === 0) return
  try {
    const told = await call(at, job, people)
    await within(at, async (tx) => {
      await noteRecords(tx, workspaceId, { job, people, records: told.records ?? [] })
      await noteJob(tx, workspaceId, { job, told, now: at.homing.now() })
    })
  } catch (error) {
    await orderFailed(at, of, { job, error })
  }
}

async function call(at: Turn, job: OpenJob, people: readonly Told[]): Promise<RemoteJob> {
  const { part, vendor } = at
  const lists = [job.list]
  const contacts = () =>
    people.map(({ contactId, address, records }) => ({ id: contactId!, address, records }))
  switch (job.verb) {
    case 'put_on':
      return part.putOn!(vendor, await withValues(at, people), lists)
    case 'tell': {
      const now = (await rulesNow(at))!
      return part.putOn!(vendor, await toldMembers(at, people, now), lists)
    }
    case 'put_known_on':
      return part.putKnownOn(vendor, contacts(), lists)
    case 'take_off':
      return part.takeOff(vendor, contacts(), lists)
  }
}

async function orderFailed(
  at: Turn,
  of: PushOf,
  { job, error }: { job: OpenJob; error: unknown },
): Promise<void> {
  const failure = asFailure(at, error)
  if (failure.kind === 'refused' || failure.kind === 'not_found') {
    return within(at, (tx) => refused(tx, of, { job, failure }))
  }
  const pauseMs = pauseFor(failure)
  const waitMs = await within(at, async (tx) => {
    const { rows } = await sql<{ tries: number }>`
      update push_job set tries = tries + ${pauseMs === null ? 1 : 0}, outcome = ${failure.message}
      where workspace_id = ${of.workspaceId} and id = ${job.id} returning tries`.execute(tx)
    if (pauseMs !== null) return pauseMs
    const { tries } = rows[0]!
    const random = at.homing.random()
    const wait = waitAfter({ waits: PUSH_WAITS_MS, tries, askedMs: failure.waitMs, random })
    // Then it is not known what became of the job, and reading its list back tells.
    if (wait === null) {
      await endJob(tx, of.workspaceId, { job, status: 'late', outcome: failure.message })
    }
    return wait
  })
  if (waitMs !== null) await pauseLane(at, failure, waitMs)
}

/** One row the ESP does not take must not keep off the others. */
async function refused(
  tx: Tx,
  of: PushOf,
  { job, failure }: { job: OpenJob; failure: Failure },
): Promise<void> {
  const { workspaceId, pushId } = of
  const { rows } = await sql<{ splits: number; people: number }>`
    select (select count(*)::integer from push_job where workspace_id = ${workspaceId}
        and push_id = ${pushId} and status in ('split', 'failed')) as splits,
      (select count(*)::integer from push_item where workspace_id = ${workspaceId}
        and job_id = ${job.id} and status = 'sent') as people`.execute(tx)
  const { splits, people } = rows[0]!
  if (failure.kind === 'refused' && people > 1 && splits < SPLITS_MAX) {
    return splitJob(tx, of, job)
  }
  await endJob(tx, workspaceId, { job, status: 'failed', outcome: failure.message })
  await sql`
    update push_item set status = 'failed', reason = 'refused_there', outcome = ${failure.message},
      settled_at = now()
    where workspace_id = ${workspaceId} and job_id = ${job.id} and status = 'sent'`.execute(tx)
}

/** Looks where a job stands; answers whether it came any further. */
export async function pollJob(at: Turn, of: PushOf, job: OpenJob): Promise<boolean> {
  const now = at.homing.now()
  const { workspaceId } = of
  const end = (outcome: string) =>
    within(at, (tx) => endJob(tx, workspaceId, { job, status: 'late', outcome }))
  if (job.orderedAt !== null && now - job.orderedAt > JOB_MS_MAX) {
    await end(`${at.title} did not end the job within ${JOB_MS_MAX / 60_000} minutes.`)
    return true
  }
  try {
    const told = await at.part.job(at.vendor, job.externalId!)
    return await within(at, (tx) => noteJob(tx, workspaceId, { job, told, now }))
  } catch (error) {
    const failure = asFailure(at, error)
    if (failure.kind !== 'not_found' && failure.kind !== 'refused') await pauseLane(at, failure)
    await end(`${at.title} no longer knows the job.`)
    return true
  }
}

/** Nothing more is asked of the ESP for a while; throws LaneLeft, so that the turn ends. */
async function pauseLane(
  at: Turn,
  failure: Failure,
  waitMs = pauseFor(failure) ?? FAULT_PAUSE_MS,
): Promise<never> {
  const until = at.homing.now() + waitMs
  await within(at, (tx) => at.lane.pause(tx, until, failure))
  throw new LaneLeft(failure.message)
}

/** Rethrows what is no failure of a call. */
export async function pausing<T>(at: Turn, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    return pauseLane(at, asFailure(at, error))
  }
}

function asFailure(at: Turn, error: unknown): Failure {
  if (error instanceof LaneLeft || at.signal.aborted) throw error
  if (error instanceof Failure) return error
  at.homing.log.error({ err: error }, 'a push failed by a fault of ours')
  return ownFault(error)
}
