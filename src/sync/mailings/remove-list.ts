/** The list that was made at the ESP for one campaign goes again, some days after it was sent. */
import {
  keepMadeList,
  madeListOf,
  madeListsDue,
  noteListRemoved,
  otherUseOf,
  tryMadeListAt,
  type MadeList,
} from '../../audience/index.ts'
import { Failure, type RemoteList } from '../../connectors/index.ts'
import { waitAfter, WRITE_BACK_WAITS_MS } from '../../outbox/index.ts'
import { ownFault } from '../own-fault.ts'
import { LeaseLost, within, type Telling } from './carry-out.ts'
import { HOMING, isNamedFor } from './own-list.ts'

/** An ESP removes lists in its own time: it is looked again whether it is gone. */
const LOOK_MS = 5 * 60_000
/** Calls after which it is left there, and said so. */
const TRIES_MAX = 8
/** Pages of lists that are looked through for it. */
const PAGES_MAX = 50

/**
 * Removes the list of a campaign where that is due, and only the one Homing made for it, while
 * nothing else uses it. Removed is what the ESP does not show any more, so an answer that was lost
 * costs a look. Answers whether there was anything to do.
 */
export async function removeMadeList(at: Telling): Promise<boolean> {
  const { workspaceId, campaignId } = at.lease.at
  const made = await within(at.lease, async (tx) => {
    const due = await madeListsDue(tx, workspaceId, at.homing.now(), campaignId)
    return due.length === 0 ? null : madeListOf(tx, at.lease.at)
  })
  if (made === null) return false
  try {
    await remove(at, made)
  } catch (error) {
    if (error instanceof LeaseLost || at.homing.ending?.aborted) throw error
    await tryLater(at, made, error instanceof Failure ? error : ownFault(error))
  }
  return true
}

async function remove(at: Telling, made: MadeList): Promise<void> {
  const { lease, homing, title, connector } = at
  const keep = (why: string) => within(lease, (tx) => keepMadeList(tx, lease.at, why))
  const removeList = connector.audience?.removeList
  if (removeList === undefined) return keep(`Homing cannot remove lists at ${title}.`)
  const there = await listThere(at, made.externalId)
  if (there === null) {
    const by = HOMING(lease.at)
    return within(lease, (tx) =>
      noteListRemoved(tx, lease.at, { list: made, by, now: homing.now() }),
    )
  }
  if (!isNamedFor(there.name, lease.at.campaignId)) {
    return keep(`It has another name at ${title} by now.`)
  }
  const use = await within(lease, (tx) => otherUseOf(tx, lease.at, made))
  if (use !== '') return keep(use)
  if (made.tries >= TRIES_MAX) return keep(`${title} took it and goes on showing it.`)
  await within(lease, (tx) => tryMadeListAt(tx, lease.at, homing.now() + LOOK_MS))
  await removeList(at.vendor, made.externalId)
}

async function listThere(at: Telling, externalId: string): Promise<RemoteList | null> {
  const lists = at.connector.lists!
  let cursor: string | null = null
  for (let page = 0; page < PAGES_MAX; page++) {
    const { body, next } = await lists.page(at.vendor, cursor)
    const found = lists.read(body).rows.find(({ id }) => id === externalId)
    if (found !== undefined) return found
    if (next === null) return null
    cursor = next
  }
  throw new Failure('unreadable', `${at.title} has more lists than are looked through.`, {
    whoMustAct: 'homing',
  })
}

/** What does not pass by itself is left there, with the reason. */
async function tryLater(at: Telling, made: MadeList, failure: Failure): Promise<void> {
  const passes = ['temporary', 'throttled', 'quota_exceeded'].includes(failure.kind)
  const tried = { tries: made.tries + 1, askedMs: failure.waitMs, random: at.homing.random() }
  const waitMs = waitAfter({ waits: WRITE_BACK_WAITS_MS, ...tried })
  await within(at.lease, (tx) =>
    passes && waitMs !== null
      ? tryMadeListAt(tx, at.lease.at, at.homing.now() + waitMs)
      : keepMadeList(tx, at.lease.at, failure.message),
  )
}
