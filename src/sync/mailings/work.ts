import { madeListsDue } from '../../audience/index.ts'
import {
  findDraft,
  keepIdentity,
  MailingLease,
  mailingsDue,
  settleTelling,
  waitTelling,
  type Draft,
} from '../../campaigns/index.ts'
import { openVendor } from '../../connections/index.ts'
import { Failure, type RemoteMailing } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import { countSuppressedMembers, countUntoldMembers } from '../../lists/index.ts'
import { Refused } from '../../platform/refused.ts'
import { inWork } from '../../platform/work.ts'
import { ownFault } from '../own-fault.ts'
import { startRun } from '../runs.ts'
import { prepare, standOf, Waits } from './audience.ts'
import { carryOut, LeaseLost, look, within, type Telling } from './carry-out.ts'
import { deedOf } from './deed.ts'
import { hold, stopSending } from './hold.ts'
import { tellWhoMustAct } from './inbox.ts'
import { lookForTheLate } from './late.ts'
import { putOff } from './put-off.ts'
import { removeMadeList } from './remove-list.ts'
import { lookAgain, tellOnItsWay } from './second-look.ts'
import type { AudienceStand, Deed } from './situation.ts'

/** Deeds of one turn; more would be a vendor that never holds what it is told. */
const DEEDS_MAX = 12
/** What was taken and is not shown yet is looked at again after this long. */
const LOOK_AGAIN_MS = 15_000

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
    let next: Next = null
    try {
      next = await tellOnce(homing, lease)
    } catch (error) {
      // Somebody else goes on; a connection that was removed is told nothing any more.
      if (!(error instanceof LeaseLost || error instanceof Refused)) throw error
    } finally {
      await lease.release()
    }
    if (next === 'news') await askForNews(homing, place)
    if (next === 'turn') await takeTurn(homing, place)
  })
}

/** For the tick: campaigns with something to tell, a sending to look at, or a list to remove. */
export async function mailingsToTell(homing: Homing, workspaceId: number): Promise<Place[]> {
  const ids = await homing.database.inWorkspace(workspaceId, async (tx) => {
    await lookForTheLate(tx, workspaceId, homing.now())
    await lookAgain(tx, workspaceId, homing.now())
    const due = await mailingsDue(tx, workspaceId, homing.now())
    return new Set([...due, ...(await madeListsDue(tx, workspaceId, homing.now()))])
  })
  return [...ids].map((campaignId) => ({ workspaceId, campaignId }))
}

/** What is due at once: its news, as its sending was seen for the first time; another turn. */
type Next = 'news' | 'turn' | null

/** Behind those that wait for their turn meanwhile. */
async function takeTurn(homing: Homing, place: Place): Promise<void> {
  const { workspaceId, campaignId } = place
  await homing.database.inWorkspace(workspaceId, (tx) =>
    homing.jobs.enqueue(tx, 'mailings', place, `${workspaceId}:${campaignId}`),
  )
}

async function tellOnce(homing: Homing, lease: MailingLease): Promise<Next> {
  const draft = await within(lease, (tx) => findDraft(tx, lease.at))
  if (draft.connectionId === null) return null
  const { connector, vendor } = await openVendor(homing, draft.workspaceId, draft.connectionId, {
    purpose: 'person',
    ...(homing.ending && { signal: homing.ending }),
  })
  const { title, mailings: part, copies } = connector
  if (part === undefined && copies === undefined) return null
  const of = { ...(part && { part }), ...(copies && { copies }) }
  const at: Telling = { homing, lease, vendor, connector, title, ...of }
  try {
    if (await removeMadeList(at)) return null
    return (await bringAbout(at)) ? 'news' : null
  } catch (error) {
    if (error instanceof LeaseLost || homing.ending?.aborted) throw new LeaseLost()
    if (error instanceof Waits) {
      const waited = { outcome: error.message, nextTryAt: homing.now() + error.forMs }
      await within(lease, (tx) => waitTelling(tx, lease.at, waited))
      return error.forMs === 0 ? 'turn' : null
    }
    if (!(error instanceof Failure)) homing.log.error({ err: error }, 'a campaign was not told')
    await putOff(at, error instanceof Failure ? error : ownFault(error))
    return null
  }
}

/** Answers whether its sending was seen for the first time. */
async function bringAbout(at: Telling): Promise<boolean> {
  const done = new Set<Deed['do']>()
  let isUpdateRefused = false
  for (let count = 0; count < DEEDS_MAX; count++) {
    const draft = await within(at.lease, (tx) => findDraft(tx, at.lease.at))
    const remote = await look(at, draft)
    const barred = await barredOf(at, draft)
    const audience = await standOf(at, draft)
    const now = at.homing.now()
    const { title } = at
    const of = { title, part: at.part ?? at.copies ?? {}, isCopy: at.copies !== undefined }
    const deed = deedOf({ ...of, draft, remote, done, isUpdateRefused, ...barred, audience, now })
    if (deed.do === 'settle') return settle(at, draft, { remote, deed, audience })
    if (deed.do === 'look_again') throw notYet(at)
    if (deed.do === 'hold') {
      await hold(at, draft, { reasons: deed.reasons, look: audience!.look, remote })
      return false
    }
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

async function settle(
  at: Telling,
  draft: Draft,
  {
    remote: found,
    deed,
    audience,
  }: {
    remote: RemoteMailing | null
    deed: Deed & { do: 'settle' }
    audience: AudienceStand | null
  },
): Promise<boolean> {
  const { outcome, remedy, differences, isHeld } = deed
  const isNone = draft.wish === 'discarded' && found?.isMaster
  const remote = isNone ? null : found
  const failure = remedy === undefined ? {} : { failure: { remedy, whoMustAct: 'you' as const } }
  const settled = { remote, differences, outcome, isHeld, now: at.homing.now(), ...failure }
  const isFirst = isOut(remote?.status ?? null) && draft.heldStatus !== remote!.status
  await within(at.lease, async (tx) => {
    if (isFirst && audience !== null && audience.look !== 'first' && audience.reasons.length > 0) {
      await tellOnItsWay(tx, draft, audience.reasons)
    }
    if (remote !== null && !remote.isMaster) await keepIdentity(tx, draft, remote)
    await settleTelling(tx, draft, settled)
    await tellWhoMustAct(tx, draft, remedy === undefined ? null : { outcome, remedy })
  })
  return isFirst
}

function isOut(status: string | null): boolean {
  return status === 'sending' || status === 'sent'
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
