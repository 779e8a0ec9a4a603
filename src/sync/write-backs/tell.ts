import {
  Failure,
  type ConsentPart,
  type RemoteConsent,
  type ValidityPart,
  type Vendor,
} from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import { noteContact } from '../../lists/index.ts'
import {
  beginCall,
  putOffWriteBack,
  settleWriteBack,
  waitAfter,
  WRITE_BACK_WAITS_MS,
  type DueWriteBack,
  type Settlement,
  type Lane,
} from '../../outbox/index.ts'
import { findSpelled, spellingsOf } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { LaneLeft } from '../holding-lane.ts'
import { deedOf, settlementOf, type Deed } from './deed.ts'
import { groupsOf, isStillDue, known, listsToReturnTo } from './situation.ts'

/** What telling one connection shares. */
export interface Telling {
  homing: Homing
  lane: Lane
  vendor: Vendor
  part: ConsentPart
  /** Absent: the system keeps no mark that nothing arrives. */
  validity?: ValidityPart
  title: string
}

type Act = Exclude<Deed, { do: 'nothing' }> & {
  lists: string[]
  /** When what is told was said. */
  saidAt: number | null
}

/**
 * Tells a system one thing: looks at what it holds, decides by the facts as they are now, calls,
 * and reads back. Acknowledged is only what the reading back shows. Throws Failure where it is to
 * be tried again, LaneLeft where that is another worker's.
 */
export async function tellOne(every: Telling, row: DueWriteBack): Promise<void> {
  const at = { ...every, part: partFor(every, row) }
  const about = await within(at, (tx) => groupsOf(tx, { ...at.lane.at, row }))
  const { held: contact, spelled } = await lookFor(row, (address) =>
    at.part.find(at.vendor, address, about),
  )
  const act = await within(at, (tx) => decide(at, tx, row, contact))
  if (act === null) return
  try {
    if ((await call(at, row, { act, contact: contact! })) === 'nobody') {
      return within(at, (tx) => settle(at, tx, row, nobody(at)))
    }
  } catch (error) {
    const final = finalRefusal(at, row, { act, error })
    if (final === null) throw error
    return within(at, (tx) => settle(at, tx, row, final))
  }
  const address = act.do === 'replace_address' ? row.newAddress! : spelled
  const back = await at.part.find(at.vendor, address, about)
  const settlement = settlementOf(act, back, at)
  if (settlement === null) {
    throw new Failure('temporary', `${at.title} took it and does not show it yet.`, {
      whoMustAct: 'vendor',
      remedy: 'Homing looks again by itself.',
    })
  }
  await within(at, (tx) => settle(at, tx, row, settlement))
}

/** What a system holds of the address, and how the address is spelled there. */
export function lookFor<Held>(
  { channel, address }: Pick<DueWriteBack, 'channel' | 'address'>,
  find: (spelled: string) => Promise<Held | null>,
): Promise<{ held: Held | null; spelled: string }> {
  return findSpelled(channel === 'email' ? spellingsOf(address) : [address], find)
}

/** Of a fax number there are few verbs, and nobody is brought back by them. */
function partFor({ part }: Telling, { channel, contactIds }: DueWriteBack): ConsentPart {
  const { faxes, unmailableWords, rules } = part
  if (channel !== 'fax' || faxes === undefined) return part
  const find: ConsentPart['find'] = (vendor, number) => faxes.find(vendor, number, contactIds)
  return { unmailableWords, rules, find, optOut: faxes.optOut }
}

async function decide(
  at: Telling,
  tx: Tx,
  row: DueWriteBack,
  remote: RemoteConsent | null,
): Promise<Act | null> {
  const place = { ...at.lane.at, row }
  if (!(await isStillDue(tx, place))) return null
  const facts = await known(tx, place, at.homing.now())
  const deed = deedOf({ ...facts, ...at, row, remote })
  if (deed.do === 'nothing') {
    await settle(at, tx, row, deed.settlement)
    return null
  }
  const back = deed.do === 'resubscribe'
  const lists = back ? await listsToReturnTo(tx, place, remote!.optedOutAt) : []
  await beginCall(tx, of(at, row), deed.do)
  const { holds } = facts
  const saidAt = holds.state === 'open' ? null : (holds.fact?.occurredAt ?? null)
  return { ...deed, lists, saidAt }
}

function call(
  { part, vendor }: Telling,
  row: DueWriteBack,
  { act, contact }: { act: Act; contact: RemoteConsent },
): Promise<'nobody' | undefined | void> {
  const wish = { mark: row.mark, saidAt: act.saidAt }
  switch (act.do) {
    case 'opt_out':
      return part.optOut(vendor, contact, { ...wish, reason: row.reason })
    case 'leave':
      return part.leave!(vendor, contact, act.groups)
    case 'resubscribe':
      return part.resubscribe!.call(vendor, contact, act.lists, wish)
    case 'replace_address':
      return part.replaceAddress!(vendor, contact, row.newAddress!)
  }
}

function nobody({ title }: Telling): Settlement {
  return { status: 'not_needed', outcome: `${title} does not know the address.` }
}

/**
 * A system asks a person to confirm only once: refused after an answer that was lost, it has
 * asked.
 */
function finalRefusal(
  { part, title }: Telling,
  row: DueWriteBack,
  { act, error }: { act: Act; error: unknown },
): Settlement | null {
  const isRefused = error instanceof Failure && error.kind === 'refused'
  if (!isRefused || act.do !== 'resubscribe') return null
  if (row.called === 'resubscribe' && part.resubscribe?.takes === 'confirmation') {
    const outcome = `${title} has asked before, and waits for the person's confirmation.`
    return { status: 'confirming', outcome }
  }
  const outcome = `${error.message} The person can come back through a form of ${title}.`
  return { status: 'failed', outcome, whoMustAct: 'you' }
}

async function settle(at: Telling, tx: Tx, row: DueWriteBack, settlement: Settlement) {
  await settleWriteBack(tx, of(at, row), settlement)
  if (row.kind === 'consent' && settlement.remote !== undefined) {
    const { remote: permission } = settlement
    await noteContact(tx, { ...at.lane.at, addressId: row.addressId }, permission)
  }
}

/** A try that failed: when the next one is, or that a person is needed. */
export async function putOff(at: Telling, row: DueWriteBack, failure: Failure): Promise<void> {
  const { message: outcome, whoMustAct, waitMs: askedMs } = failure
  const random = at.homing.random()
  const waitMs = waitAfter({ waits: WRITE_BACK_WAITS_MS, tries: row.tries + 1, askedMs, random })
  await within(at, (tx) => putOffWriteBack(tx, of(at, row), { outcome, whoMustAct, waitMs }))
}

/** A write-back with its place and this moment, as settling it takes it. */
export function of(at: Telling, row: DueWriteBack) {
  return { workspaceId: at.lane.at.workspaceId, row, now: at.homing.now() }
}

/** A transaction of whoever holds the lane; throws LaneLeft, with nothing written, for others. */
export async function within<T>(at: Telling, work: (tx: Tx) => Promise<T>): Promise<T> {
  const held = await at.lane.inLane(work)
  if (held === null) throw new LaneLeft('Another worker tells this connection.')
  return held.of
}
