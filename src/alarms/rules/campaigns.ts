import { shortfall } from '../feedback.ts'
import { retentionClock } from '../retention.ts'
import { counted, dayOf, spell } from '../time.ts'
import type { RuleOn } from './rule.ts'

/** A sent campaign of which implausibly little has come home. feedback.ts says how it is judged. */
export const littleFeedback: RuleOn<'campaign'> = {
  name: 'little_feedback',
  title: 'Implausibly little has come home',
  about: 'campaign',
  judge({ feedback, name, connection }) {
    if (feedback === undefined || connection.status !== 'active') return null
    const found = shortfall(feedback)
    if (found === null) return null
    const age = spell(feedback.ageMs)
    return {
      severity: 'at_risk',
      sentence:
        found.what === 'sends'
          ? `${connection.vendor} says that it sent “${name}” to ${found.expected} people; ${age} `
            + 'later no send has come home.'
          : `“${name}”: ${counted(found.actual, 'reaction')} in ${age}, where your earlier `
            + `campaigns had about ${found.expected} at that age.`,
      nextStep:
        `Look at the campaign at ${connection.vendor}: was it sent, and does its report show `
        + 'more?',
      whoMustAct: 'you',
    }
  },
}

/** What the vendor will drop before all of it is here. */
export const retentionEnding: RuleOn<'campaign'> = {
  name: 'retention_ending',
  title: 'Feedback will be lost',
  about: 'campaign',
  judge(campaign, now) {
    const clock = retentionClock(campaign, now)
    if (clock === null) return null
    if (clock.state !== 'at_risk' && clock.state !== 'over') return null
    const { name, connection, asOf } = campaign
    const keeps = clock.isDocumented ? 'keeps' : 'probably keeps'
    const here =
      asOf === null ? 'not all of it was ever read' : `all of it was read last on ${dayOf(asOf)}`
    const isOver = clock.state === 'over'
    return {
      severity: isOver ? 'broken' : 'at_risk',
      sentence:
        `${connection.vendor} ${keeps} the feedback of “${name}” until ${dayOf(clock.endsAt)}; `
        + `${here}.`,
      nextStep: isOver
        ? `Sync ${connection.name} now: what is still there comes home.`
        : `Sync ${connection.name} within ${spell(clock.endsAt - now)}; see what stops it first.`,
      whoMustAct: 'you',
      ...(isOver ? {} : { dueAt: clock.endsAt }),
    }
  },
}
