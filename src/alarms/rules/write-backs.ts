import { counted, spell } from '../time.ts'
import type { RuleOn } from './rule.ts'

/** A system was told of opt-outs, or should have been, and has not acknowledged them in time. */
export const optOutsNotTaken: RuleOn<'connection'> = {
  name: 'opt_outs_not_taken',
  title: 'Opt-outs another system has not taken',
  about: 'connection',
  judge({ late, name, vendor, status }, now) {
    if (late === undefined || status === 'paused') return null
    const since = spell(Math.max(0, now - late.since))
    const what = counted(late.count, 'opt-out')
    const why = late.why === '' ? '' : ` ${late.why}`
    return {
      severity: 'broken',
      sentence: `${vendor} has not taken ${what} over ${name} for ${since}.${why}`,
      nextStep:
        'Look at “Going out” on the connection’s page. Until it is mended nobody should send from '
        + 'there by hand; Homing tries again by itself.',
      whoMustAct: late.whoMustAct ?? 'homing',
    }
  },
}
