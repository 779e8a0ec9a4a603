import { silentAfterMs } from '../freshness.ts'
import { MINUTE, spell } from '../time.ts'
import type { RuleOn } from './rule.ts'

/** So many tries that failed one after the other are no accident. */
const FAILED_IN_ROW = 3
/** A run that is due begins within a minute; after this long nobody begins it. */
const OVERDUE_MS = 10 * MINUTE

/** The schedule of a connection fails: runs fail in a row, or none has ended well for long. */
export const scheduleFailing: RuleOn<'connection'> = {
  name: 'schedule_failing',
  title: 'Nothing has come home for a while',
  about: 'connection',
  judge(facts, now) {
    const { status, name, failedInRow, lastFailure, isRunning } = facts
    if (status !== 'active') return null
    const told = lastFailure === null ? '' : ` The last one said: ${lastFailure}`
    if (failedInRow >= FAILED_IN_ROW) {
      return {
        severity: 'broken',
        sentence: `The last ${failedInRow} tries to read ${name} failed.${told}`,
        nextStep: 'Look at the last run of the connection. Homing goes on trying by itself.',
        whoMustAct: 'you',
      }
    }
    const quietMs = now - (facts.lastGoodAt ?? facts.createdAt)
    const allowedMs = silentAfterMs(facts.intervalMs)
    if (isRunning || quietMs <= allowedMs) return null
    // Resumed a moment ago, it has had no chance yet: somebody must have tried, or failed to.
    const wasTried = facts.lastTriedAt !== null && now - facts.lastTriedAt <= allowedMs
    const isOverdue = facts.nextRunAt !== null && now - facts.nextRunAt > OVERDUE_MS
    if (!wasTried && !isOverdue) return null
    return {
      severity: 'broken',
      sentence: `No run over ${name} has ended well for ${spell(quietMs)}.${wasTried ? told : ''}`,
      nextStep: isOverdue
        ? 'Runs are due but do not begin: see that a Homing process that works is running.'
        : 'Look at the last run of the connection. Homing goes on trying by itself.',
      whoMustAct: 'you',
    }
  },
}
