import {
  beginCreating,
  beginScheduling,
  forgetCreating,
  forgetReplaced,
  keepIdentity,
  launchedOf,
  nameThere,
  takeReplacement,
  takeSent,
  type Draft,
  type MailingLease,
} from '../../campaigns/index.ts'
import {
  Failure,
  type Connector,
  type CopiesPart,
  type MailingsPart,
  type RemoteMailing,
  type Vendor,
} from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { carryOutCopy, lookAtCopy } from './copies.ts'
import { launch } from './launch.ts'
import { wishedThere } from './settled.ts'
import type { Deed } from './situation.ts'

/** Another worker has the campaign: this one stops, with nothing written. */
export class LeaseLost extends Error {}

/** What telling one campaign shares. */
export interface Telling {
  homing: Homing
  lease: MailingLease
  vendor: Vendor
  connector: Connector
  /** Where the ESP takes content; else it sends copies. */
  part?: MailingsPart
  copies?: CopiesPart
  title: string
}

/** What the ESP holds; what was removed there is not held. A draft not known yet is looked for. */
export async function look(at: Telling, draft: Draft): Promise<RemoteMailing | null> {
  if (at.copies !== undefined) return lookAtCopy(at, draft)
  const part = at.part!
  const launched = launchedOf(draft)
  if (launched !== null) return launched
  if (draft.externalId !== null) {
    const name = nameThere(draft.mailing.name, draft.replaced)
    const remote = await part.read(at.vendor, draft.externalId, name)
    if (remote === null || remote.status === 'removed') return null
    const place = { ...at.lease.at, connectionId: draft.connectionId! }
    if (remote.id !== draft.externalId) await within(at.lease, (tx) => takeSent(tx, place, remote))
    return remote
  }
  if (draft.createCalledAt === null || part.find === undefined) return null
  const found = await part.find(at.vendor, nameThere(draft.mailing.name, draft.replaced))
  if (found === null) return null
  await within(at.lease, (tx) => keepIdentity(tx, draft, found))
  at.homing.log.info('the draft of a campaign was there already')
  return found
}

/** Does one deed. Throws Failure. */
export async function carryOut(
  at: Telling,
  draft: Draft,
  { deed, remote }: { deed: Deed; remote: RemoteMailing | null },
): Promise<void> {
  if (at.copies !== undefined) return carryOutCopy(at, draft, { deed, remote })
  const { vendor, lease } = at
  const part = at.part!
  switch (deed.do) {
    case 'create':
      return create(at, draft, (tx, made) => keepIdentity(tx, draft, made))
    case 'replace': {
      const { workspaceId, campaignId } = draft
      const place = { workspaceId, campaignId, connectionId: draft.connectionId! }
      const next = { ...draft, replaced: draft.replaced + 1 }
      return create(at, next, (tx, made) => takeReplacement(tx, place, made))
    }
    case 'update':
      if ((await part.update!(vendor, remote!, wishedThere(draft))) === 'name_taken') {
        throw nameTaken(at, draft)
      }
      return
    case 'set_lists':
      return part.setLists!(
        vendor,
        remote!,
        draft.lists.map(({ id }) => id),
      )
    case 'remove_replaced': {
      const former = nameThere(draft.mailing.name, draft.replaced - 1)
      const old = await part.read(vendor, deed.externalId, former)
      // Never what was sent of it under another id.
      const isThat = old !== null && old.id === deed.externalId
      if (isThat && old.status !== 'removed') await part.remove!(vendor, old)
      return within(lease, (tx) => forgetReplaced(tx, lease.at, deed.externalId))
    }
    case 'schedule':
      if (part.launch !== undefined) return launch(at, part.launch, { draft, remote: remote! })
      await within(lease, (tx) => beginScheduling(tx, lease.at, at.homing.now()))
      return part.schedule!(vendor, remote!, {
        at: deed.at,
        mailing: wishedThere(draft),
        lists: draft.lists.map(({ id }) => id),
      })
    case 'unschedule':
      return part.unschedule!(vendor, remote!)
    case 'remove':
      return part.remove!(vendor, remote!)
    case 'take_over':
    case 'prepare':
    case 'hold':
    case 'take_back':
    case 'look_again':
    case 'settle':
      throw new Error('There is nothing to carry out.')
  }
}

type Keep = (tx: Tx, made: Pick<RemoteMailing, 'id' | 'activities'>) => Promise<void>

/**
 * Makes a draft, and at most one: the name is free, or the call that made it had no answer. That is
 * written down before the call. Where nothing finds a draft, another is made after a lost answer.
 */
async function create(at: Telling, draft: Draft, keep: Keep): Promise<void> {
  const { lease, vendor } = at
  const part = at.part!
  const name = nameThere(draft.mailing.name, draft.replaced)
  const isUnanswered = draft.createCalledAt !== null
  const isTaken = !isUnanswered && (await part.find?.(vendor, name))
  if (isTaken) throw nameTaken(at, draft)
  await within(lease, (tx) => beginCreating(tx, lease.at, at.homing.now()))
  const made = await part.create(vendor, wishedThere(draft)).catch(async (error: unknown) => {
    if (isCertain(error)) await within(lease, (tx) => forgetCreating(tx, lease.at))
    throw error
  })
  if (made !== 'name_taken') {
    return within(lease, (tx) => keep(tx, { id: made.id, activities: [] }))
  }
  const own = isUnanswered && (await part.find?.(vendor, name))
  if (own) return within(lease, (tx) => keep(tx, own))
  await within(lease, (tx) => forgetCreating(tx, lease.at))
  throw nameTaken(at, draft)
}

/** Whether nothing was made: the vendor said so. Without an answer it is looked for. */
export function isCertain(error: unknown): boolean {
  if (!(error instanceof Failure)) return false
  return error.kind !== 'temporary' && error.kind !== 'unreadable'
}

function nameTaken({ title }: Telling, draft: Draft): Failure {
  const name = nameThere(draft.mailing.name, draft.replaced)
  return new Failure('refused', `${title} has another campaign named “${name}”.`, {
    whoMustAct: 'you',
    remedy: 'Give this one another name, or open the other one here and adopt it.',
  })
}

/** A transaction of whoever holds the campaign. Throws LeaseLost where that is another by now. */
export async function within<T>(lease: MailingLease, work: (tx: Tx) => Promise<T>): Promise<T> {
  const held = await lease.within(work)
  if (held === null) throw new LeaseLost('Another worker tells this campaign.')
  return held.of
}
