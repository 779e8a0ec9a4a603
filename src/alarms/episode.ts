import { DAY, MINUTE } from './time.ts'

/** A cause that is gone has to stay away this long before its alarm is over for good … */
const SETTLES_MS = 30 * MINUTE
/** … and twice as long for each time it came back, up to this. */
const SETTLES_MS_MAX = DAY
/** A new episode within this time after the last one counts as the cause coming back once more. */
export const REMEMBERED_MS = DAY

/** One alarm as it stands. Times in epoch ms. */
export interface Episode {
  severity: 'at_risk' | 'broken'
  /** Null while its cause lasts. */
  clearedAt: number | null
  returns: number
}

/**
 * What becomes of an alarm at a look. Only raise, worsen and settle tell anybody, so a cause that
 * comes and goes is told once, and then ever more seldom.
 *
 *   raise   there was none            return  the cause is back: the same alarm, not told again
 *   keep    the cause lasts           rest    the cause is gone: cleared, and watched for a while
 *   worsen  it lasts and got graver   settle  it stayed away long enough: over
 */
export type Step = 'none' | 'raise' | 'keep' | 'worsen' | 'rest' | 'return' | 'settle'

/** The step from what stands (null: nothing) and what is found now (null: nothing). Pure. */
export function stepOf(
  stands: Episode | null,
  found: Pick<Episode, 'severity'> | null,
  now: number,
): Step {
  if (stands === null) return found === null ? 'none' : 'raise'
  const isWorse = found?.severity === 'broken' && stands.severity === 'at_risk'
  if (found !== null && isWorse) return 'worsen'
  if (stands.clearedAt === null) return found === null ? 'rest' : 'keep'
  if (found !== null) return 'return'
  return now - stands.clearedAt >= settlesMs(stands.returns) ? 'settle' : 'none'
}

/** How long a cause must have been gone, by how often it came back before. */
function settlesMs(returns: number): number {
  return Math.min(SETTLES_MS * 2 ** returns, SETTLES_MS_MAX)
}
