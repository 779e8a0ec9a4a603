import { counted, DAY, HOUR, spell } from '../time.ts'
import type { RuleOn } from './rule.ts'

/** Before this part of the day's requests is used, its pace says nothing about the day. */
const USED_SHARE_MIN = 0.5
/** And a burst in the first minutes of a day is no pace either. */
const DAY_MS_MIN = HOUR

/** The vendor's daily requests will not last: at today's pace, or for what waits already. */
export const quotaShort: RuleOn<'connection'> = {
  name: 'quota_short',
  title: "Today's requests will not suffice",
  about: 'connection',
  judge({ quota, status, name, vendor }, now) {
    if (quota === null || status !== 'active') return null
    const left = Math.max(0, quota.perDay - quota.usedToday)
    const isShortForWaiting = quota.waiting > left
    const runsOutAt = runsOut(quota, now)
    if (!isShortForWaiting && runsOutAt === null) return null
    const used =
      `${counted(quota.usedToday, 'request')} of the ${quota.perDay} that ${vendor} allows a day `
      + `are used over ${name}`
    const tail = isShortForWaiting
      ? `; ${counted(quota.waiting, 'part')} of the feedback still wait to be read.`
      : runsOutAt! <= now
        ? '.'
        : `; at this pace they are used up in ${spell(runsOutAt! - now)}.`
    return {
      severity: 'at_risk',
      sentence: used + tail,
      nextStep:
        'Homing goes on by itself when the vendor counts anew. If it happens often, make the '
        + 'schedule longer, or see who else uses the same application.',
      whoMustAct: 'you',
      dueAt: quota.resetsAt,
    }
  },
}

/** When the day's requests are used up at the pace so far; null where they last. */
function runsOut(
  { usedToday, perDay, resetsAt }: { usedToday: number; perDay: number; resetsAt: number },
  now: number,
): number | null {
  if (usedToday < perDay * USED_SHARE_MIN) return null
  if (usedToday >= perDay) return now
  const goneMs = now - (resetsAt - DAY)
  if (goneMs < DAY_MS_MIN) return null
  const endsAt = now + ((perDay - usedToday) / usedToday) * goneMs
  return endsAt < resetsAt ? endsAt : null
}
