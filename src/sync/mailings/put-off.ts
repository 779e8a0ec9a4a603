import { failTelling, findDraft, putOffTelling, type Draft } from '../../campaigns/index.ts'
import type { Failure } from '../../connectors/index.ts'
import { waitAfter, WRITE_BACK_WAITS_MS } from '../../outbox/index.ts'
import { within, type Telling } from './carry-out.ts'
import { tellWhoMustAct } from './inbox.ts'

/** What is scheduled is watched on, whatever fails: it would be sent with nobody looking. */
const WATCH_MS = 60_000
const WATCH_FAR_MS = 10 * 60_000
/** So shortly before a sending it is watched closely. */
const NEAR_MS = 60 * 60_000

/** A try that failed: when the next one is, or that a person is needed. */
export async function putOff(at: Telling, failure: Failure): Promise<void> {
  const draft = await within(at.lease, (tx) => findDraft(tx, at.lease.at))
  const { message: outcome } = failure
  // What is refused is what somebody wrote, whoever has to put right other refusals.
  const whoMustAct = failure.kind === 'refused' ? 'you' : failure.whoMustAct
  const pause = pauseAfter(failure, draft.tries + 1, at.homing.random())
  const watch = watchAfter(draft, at.homing.now())
  const waitMs = pause !== null && watch !== null ? Math.min(pause, watch) : (pause ?? watch)
  const remedy = failure.remedy || 'Put it right, and sync the campaign again.'
  await within(at.lease, async (tx) => {
    if (pause === null) await tellWhoMustAct(tx, draft, { outcome, remedy, whoMustAct })
    if (waitMs !== null) {
      const nextTryAt = at.homing.now() + waitMs
      return putOffTelling(tx, draft, { outcome, nextTryAt, whoMustAct })
    }
    await failTelling(tx, draft, { outcome, failure: { remedy, whoMustAct } })
  })
}

/** When what is scheduled at its ESP is looked at again after a failure; null: nothing is. */
function watchAfter({ wish, heldStatus, sendAt }: Draft, now: number): number | null {
  if (wish !== 'scheduled' || heldStatus !== 'scheduled') return null
  if (sendAt === null || sendAt <= now) return null
  return sendAt - now < NEAR_MS ? WATCH_MS : WATCH_FAR_MS
}

/** Null: it does not pass by itself, or was tried for long enough. */
function pauseAfter(failure: Failure, tries: number, random: number): number | null {
  const { kind, waitMs: askedMs } = failure
  if (!['temporary', 'throttled', 'quota_exceeded'].includes(kind)) return null
  const usual = waitAfter({ waits: WRITE_BACK_WAITS_MS, tries, askedMs, random })
  return usual !== null && kind === 'temporary' && askedMs !== null ? askedMs : usual
}
