/** Deeds of a campaign that is a copy of a mailing prepared at its ESP. */
import {
  beginCopying,
  forgetCopying,
  isInDoubt,
  takeCopy,
  takeWords,
  unknownAmong,
  type Draft,
} from '../../campaigns/index.ts'
import { masterOf, type RemoteMailing } from '../../connectors/index.ts'
import { isCertain, within, type Telling } from './carry-out.ts'
import type { Deed } from './situation.ts'

/** New copies of its master that are looked into for its own; nobody makes more in between. */
const LOOKED_INTO_MAX = 20

/** Its copy, where one was sent and not stopped; else the master, as what would be sent. */
export async function lookAtCopy(at: Telling, draft: Draft): Promise<RemoteMailing | null> {
  const copies = at.copies!
  if (isInDoubt(draft)) {
    const found = await findCopy(at, draft)
    if (found !== null) return found
  } else if (draft.externalId !== null) {
    const copy = await copies.read(at.vendor, draft.externalId)
    // Only what was stopped before it began may be sent anew.
    if (copy?.status !== 'removed') return copy
  }
  const master = masterOf(draft.mailing)
  return master === null ? null : copies.master(at.vendor, master)
}

/** Does one deed of a copy. Throws Failure. */
export async function carryOutCopy(
  at: Telling,
  draft: Draft,
  { deed, remote }: { deed: Deed; remote: RemoteMailing | null },
): Promise<void> {
  switch (deed.do) {
    case 'take_over':
      return within(at.lease, (tx) => takeWords(tx, at.lease.at, remote!))
    case 'schedule':
      return send(at, draft)
    case 'unschedule':
      return at.copies!.unschedule!(at.vendor, remote!)
    default:
      throw new Error('There is no such deed of a copy.')
  }
}

/**
 * Sends its copy. What is there is written down before the call, so that the copy is found after an
 * answer that was lost; the call is not made again unless the ESP said that nothing was sent.
 */
async function send(at: Telling, draft: Draft): Promise<void> {
  const { vendor, lease } = at
  const copies = at.copies!
  const master = masterOf(draft.mailing)!
  const before = await copies.copiesOf(vendor, master)
  await within(lease, (tx) => beginCopying(tx, lease.at, { before, now: at.homing.now() }))
  const lists = draft.lists.map(({ id }) => id)
  const { id } = await copies.send(vendor, master, lists).catch(async (error: unknown) => {
    if (isCertain(error)) await within(lease, (tx) => forgetCopying(tx, lease.at))
    throw error
  })
  await take(at, draft, { id, activities: [] })
}

/** The one new copy of its master that goes to its lists, and is nobody else's. */
async function findCopy(at: Telling, draft: Draft): Promise<RemoteMailing | null> {
  const { vendor, lease } = at
  const copies = at.copies!
  const known = new Set(draft.copiesBefore)
  const all = await copies.copiesOf(vendor, masterOf(draft.mailing)!)
  const fresh = all.filter((id) => !known.has(id))
  const free = await within(lease, (tx) => unknownAmong(tx, draft.connectionId!, fresh))
  const lists = draft.lists.map(({ id }) => id)
  const own: string[] = []
  for (const id of free.slice(0, LOOKED_INTO_MAX)) {
    if (await copies.goesTo(vendor, id, lists)) own.push(id)
  }
  const [id, other] = own
  const copy = id === undefined || other !== undefined ? null : await copies.read(vendor, id)
  if (copy === null) return null
  await take(at, draft, copy)
  at.homing.log.info('the copy of a campaign had been sent')
  return copy
}

function take(at: Telling, draft: Draft, copy: Pick<RemoteMailing, 'id' | 'activities'>) {
  const place = { ...at.lease.at, connectionId: draft.connectionId! }
  return within(at.lease, (tx) => takeCopy(tx, place, copy))
}
