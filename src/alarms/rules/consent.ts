import { counted, dayOf, monthOf } from '../time.ts'
import type { RuleOn } from './rule.ts'

/**
 * Implied consent that ends soon, of a month together: whoever it is, a firm hears of each month
 * once, and not of each person.
 */
export const consentEnding: RuleOn<'month'> = {
  name: 'consent_ending',
  title: 'Consent ends soon',
  about: 'month',
  judge({ people, firstAt }) {
    if (people === 0) return null
    const whose = counted(people, 'person', 'people')
    return {
      severity: 'at_risk',
      sentence:
        `Implied consent of ${whose} ends in ${monthOf(firstAt)}, the first on `
        + `${dayOf(firstAt)}. From then on they are not written to.`,
      nextStep:
        'Ask them for express consent while you may still write: “Consent that ends soon” under '
        + 'Topics lists them.',
      whoMustAct: 'you',
      dueAt: firstAt,
    }
  },
}
