import {
  failTelling,
  findDraft,
  keepIdentity,
  MailingLease,
  mailingsDue,
  putOffTelling,
  settleTelling,
  waitTelling,
  type Draft,
} from '../../campaigns/index.ts'
import { openVendor } from '../../connections/index.ts'
import { Failure, type RemoteMailing } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import { raiseProblems, resolveProblems } from '../../ledger/index.ts'
import { countSuppressedMembers, countUntoldMembers } from '../../lists/index.ts'
import { waitAfter, WRITE_BACK_WAITS_MS } from '../../outbox/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { inWork } from '../../platform/work.ts'
import { ownFault } from '../own-fault.ts'
import { startRun } from '../runs.ts'
import { carryOut, LeaseLost, look, within, type Telling } from './carry-out.ts'
import { lookForTheLate } from './late.ts'
import { holdTelling, prepare, standOf, stopSending, Waits } from './audience.ts'
import { deedOf, type Deed } from './deed.ts'

/** Deeds of one turn; more would be a vendor that never holds what it is told. */
const DEEDS_MAX = 12
/** What was taken and is not shown yet is looked at again after this long. */
const LOOK_AGAIN_MS = 15_000

/** The cause under which the inbox groups what could not be told of campaigns. */
export const UNTOLD = 'A campaign that could not be told'

interface Place {
  workspaceId: number
  campaignId: number
}

/**
 * Brings a campaign at its ESP to what is wished of it, step by step: look, decide, call, look
 * again. What a crash cuts off is gone on with; a draft whose making was not answered is looked for
 * before another is made. Does nothing where another worker is at it.
 */
export async function tellMailing(homing: Homing, place: Place): Promise<void> {
  await inWork({ campaign: place.campaignId }, async () => {
    const lease = await MailingLease.take(homing.database, place)
    if (lease === null) return
    let isSent = false
    try {
      isSent = await tellOnce(homing, lease)
    } catch (error) {
      // Somebody else goes on; a connection that was removed is told nothing any more.
      if (!(error instanceof LeaseLost || error instanceof Refused)) throw error
    } finally {
      await lease.release()
    }
    if (isSent) await askForNews(homing, place)
  })
}

/** For the tick: campaigns with something to tell, or a sending to look at. */
export async function mailingsToTell(homing: Homing, workspaceId: number): Promise<Place[]> {
  const ids = await homing.database.inWorkspace(workspaceId, async (tx) => {
    await lookForTheLate(tx, workspaceId, homing.now())
    return mailingsDue(tx, workspaceId, homing.now())
  })
  return ids.map((campaignId) => ({ workspaceId, campaignId }))
}

/** Answers whether its sending was seen for the first time. */
async function tellOnce(homing: Homing, lease: MailingLease): Promise<boolean> {
  const draft = await within(lease, (tx) => findDraft(tx, lease.at))
  if (draft.connectionId === null) return false
  const { connector, vendor } = await openVendor(homing, draft.workspaceId, draft.connectionId, {
    purpose: 'person',
    ...(homing.ending && { signal: homing.ending }),
  })
  if (connector.mailings === undefined) return false
  const { title, mailings: part } = connector
  const at: Telling = { homing, lease, vendor, connector, part, title }
  try {
    return await bringAbout(at)
  } catch (error) {
    if (error instanceof LeaseLost || homing.ending?.aborted) throw new LeaseLost()
    if (error instanceof Waits) {
      const waited = { outcome: error.message, nextTryAt: homing.now() + error.forMs }
      await within(lease, (tx) => waitTelling(tx, lease.at, waited))
      return false
    }
    if (!(error instanceof Failure)) homing.log.error({ err: error }, 'a campaign was not told')
    await putOff(at, error instanceof Failure ? error : ownFault(error))
    return false
  }
}

async function bringAbout(at: Telling): Promise<boolean> {
  const done = new Set<Deed['do']>()
  let isUpdateRefused = false
  for (let count = 0; count < DEEDS_MAX; count++) {
    const draft = await within(at.lease, (tx) => findDraft(tx, at.lease.at))
    const remote = await look(at, draft)
    const barred = await barredOf(at, draft)
    const audience = await standOf(at, draft)
    const now = at.homing.now()
    const deed = deedOf({ ...at, draft, remote, done, isUpdateRefused, ...barred, audience, now })
    if (deed.do === 'settle') return settle(at, draft, { remote, deed })
    if (deed.do === 'look_again') throw notYet(at)
    if (deed.do === 'hold') return hold(at, draft, deed.reasons)
    if (deed.do === 'prepare') {
      await prepare(at, draft)
      continue
    }
    if (deed.do === 'take_back') {
      await stopSending(at, deed.reason)
      continue
    }
    done.add(deed.do)
    try {
      await carryOut(at, draft, { deed, remote })
    } catch (error) {
      const isRefused = error instanceof Failure && error.kind === 'refused'
      if (!isRefused || deed.do !== 'update') throw error
      isUpdateRefused = true
    }
  }
  throw new Failure('temporary', `${at.title} does not hold what it was told.`, {
    whoMustAct: 'vendor',
  })
}

/** Members of its lists whom a sending must not reach; nothing else does. */
async function barredOf(at: Telling, { connectionId, wish, lists, whom }: Draft) {
  // Of an audience of ours they are skipped, and kept off the list that is made for it.
  if (wish !== 'scheduled' || connectionId === null || whom !== null) {
    return { suppressed: 0, untold: 0 }
  }
  const place = { workspaceId: at.lease.at.workspaceId, connectionId }
  const ids = lists.map((list) => list.id)
  return within(at.lease, async (tx) => ({
    suppressed: await countSuppressedMembers(tx, place, ids),
    untold: await countUntoldMembers(tx, place, ids),
  }))
}

/** It waits, with what to do about it in the inbox and on its page. */
async function hold(at: Telling, draft: Draft, reasons: string[]): Promise<false> {
  const held = await holdTelling(at, draft, reasons)
  await within(at.lease, (tx) => tellWhoMustAct(tx, draft, held))
  return false
}

async function settle(
  at: Telling,
  draft: Draft,
  { remote, deed }: { remote: RemoteMailing | null; deed: Deed & { do: 'settle' } },
): Promise<boolean> {
  const { outcome, remedy, differences, isHeld } = deed
  const failure = remedy === undefined ? {} : { failure: { remedy, whoMustAct: 'you' as const } }
  const settled = { remote, differences, outcome, isHeld, now: at.homing.now(), ...failure }
  await within(at.lease, async (tx) => {
    if (remote !== null) await keepIdentity(tx, draft, remote)
    await settleTelling(tx, draft, settled)
    await tellWhoMustAct(tx, draft, remedy === undefined ? null : { outcome, remedy })
  })
  const before = draft.heldStatus
  return isOut(remote?.status ?? null) && before !== remote!.status
}

function isOut(status: string | null): boolean {
  return status === 'sending' || status === 'sent'
}

/** A try that failed: when the next one is, or that a person is needed. */
async function putOff(at: Telling, failure: Failure): Promise<void> {
  const draft = await within(at.lease, (tx) => findDraft(tx, at.lease.at))
  const { message: outcome } = failure
  // What is refused is what somebody wrote, whoever has to put right other refusals.
  const whoMustAct = failure.kind === 'refused' ? 'you' : failure.whoMustAct
  const waitMs = pauseAfter(failure, draft.tries + 1, at.homing.random())
  const remedy = failure.remedy || 'Put it right, and sync the campaign again.'
  await within(at.lease, async (tx) => {
    if (waitMs !== null) {
      const nextTryAt = at.homing.now() + waitMs
      return putOffTelling(tx, draft, { outcome, nextTryAt, whoMustAct })
    }
    await failTelling(tx, draft, { outcome, failure: { remedy, whoMustAct } })
    await tellWhoMustAct(tx, draft, { outcome, remedy, whoMustAct })
  })
}

/** Null: it does not pass by itself, or was tried for long enough. */
function pauseAfter(failure: Failure, tries: number, random: number): number | null {
  const { kind, waitMs: askedMs } = failure
  if (!['temporary', 'throttled', 'quota_exceeded'].includes(kind)) return null
  const usual = waitAfter({ waits: WRITE_BACK_WAITS_MS, tries, askedMs, random })
  return usual !== null && kind === 'temporary' && askedMs !== null ? askedMs : usual
}

/** What failed for good is in the inbox until it went well. */
async function tellWhoMustAct(
  tx: Tx,
  draft: Draft,
  fault: { outcome: string; remedy: string; whoMustAct?: Failure['whoMustAct'] } | null,
): Promise<void> {
  const { workspaceId, campaignId, connectionId } = draft
  const identity = `mailing:${campaignId}`
  if (fault === null) return resolveProblems(tx, workspaceId, identity)
  await raiseProblems(tx, [
    {
      workspaceId,
      connectionId,
      campaignId,
      cause: UNTOLD,
      sentence: `${draft.mailing.name}: ${fault.outcome}`,
      remedy: fault.remedy,
      whoMustAct: fault.whoMustAct ?? 'you',
      record: { campaign: campaignId, wish: draft.wish },
      identity,
    },
  ])
}

/** Sending has begun: its news is brought home at once, and not only when the schedule says so. */
async function askForNews(homing: Homing, place: Place): Promise<void> {
  const { workspaceId, campaignId } = place
  try {
    const draft = await homing.database.inWorkspace(workspaceId, (tx) => findDraft(tx, place))
    const connectionId = draft.connectionId!
    await startRun(homing, { workspaceId, campaignId, connectionId, from: 'schedule', by: null })
  } catch (error) {
    // The connection's own schedule brings it, once the connection runs again.
    if (!(error instanceof Refused)) throw error
  }
}

function notYet({ title }: Telling): Failure {
  return new Failure('temporary', `${title} took it and does not show it yet.`, {
    whoMustAct: 'vendor',
    waitMs: LOOK_AGAIN_MS,
  })
}
