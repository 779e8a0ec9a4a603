/** A campaign that waits, or must not be sent as it was scheduled. */
import { moveAudience, type Look } from '../../audience/index.ts'
import { noteHeld, takeBack, waitTelling, type Draft } from '../../campaigns/index.ts'
import type { RemoteMailing } from '../../connectors/index.ts'
import { sql } from 'kysely'
import { within, type Telling } from './carry-out.ts'
import { tellWhoMustAct } from './inbox.ts'

/** What is held is looked at again after so long, even if nobody did anything about it here. */
const HELD_MS = 60 * 60_000
const HELD_BY: Record<Look, string> = {
  first: 'It is not sent yet.',
  second: 'The second look, right before it was to be sent, holds it.',
  missed: 'It is held, for the second look could not be made.',
}

/** It waits for a person, with why and what to do about it in the inbox and on its page. */
export async function hold(
  at: Telling,
  draft: Draft,
  of: { reasons: readonly string[]; look: Look; remote: RemoteMailing | null },
) {
  const remedy = 'Its audience shows who it is, and what can be done.'
  const outcome = `${HELD_BY[of.look]} ${of.reasons.join(' ')}`
  const soon = at.homing.now() + HELD_MS
  // The moment of sending may pass while it waits; then it is said so.
  const nextTryAt = draft.sendAt === null ? soon : Math.min(soon, draft.sendAt)
  await within(at.lease, async (tx) => {
    await noteHeld(tx, draft, { remote: of.remote, now: at.homing.now() })
    await waitTelling(tx, draft, { outcome, remedy, nextTryAt })
    await tellWhoMustAct(tx, draft, { outcome, remedy })
  })
}

/** Takes back the schedule of a campaign that must not be sent as it is. */
export async function stopSending(at: Telling, reason: string): Promise<void> {
  await within(at.lease, async (tx) => {
    await moveAudience(tx, at.lease.at, sql`taken_back = ${reason}`)
    await takeBack(tx, at.lease.at)
  })
}
