import type { Rule, RuleField } from './rule.ts'
import { birthdayOf, dayOf, numberOf } from './steps.ts'

/** What becomes of a field of one contact. */
export type Decision =
  /** The two are the same, or nothing is known here. */
  | 'same'
  /** The ESP holds nothing: it is filled. */
  | 'fill'
  /** They differ and Homing is right: the ESP's value is replaced. */
  | 'replace'
  /** They differ and the ESP is right: its value stays. */
  | 'stays'

/** Who is right where the two differ: the owner; nobody is told to empty a field. Pure. */
export function decide(rule: Pick<Rule, 'field' | 'owner'>, here: string, there: string): Decision {
  if (here === '' || sameValue(rule.field, here, there)) return 'same'
  if (there === '') return 'fill'
  return rule.owner === 'homing' ? 'replace' : 'stays'
}

/** Whether two spellings are one value: an ESP may write a date or a number in its own way. */
export function sameValue(field: Pick<RuleField, 'kind'>, one: string, other: string): boolean {
  if (one.trim() === other.trim()) return true
  if (one === '' || other === '') return false
  if (field.kind === 'date') return dayOf(one) !== null && dayOf(one) === dayOf(other)
  if (field.kind === 'birthday') {
    return birthdayOf(one) !== null && birthdayOf(one) === birthdayOf(other)
  }
  if (field.kind === 'phone') return dialled(one) === dialled(other)
  if (field.kind === 'number') return numberOf(one) !== null && numberOf(one) === numberOf(other)
  return false
}

/** A telephone number as it is dialled: an ESP may write it with blanks and dashes of its own. */
function dialled(number: string): string {
  return number.replace(/[^\d+]/g, '')
}

/** The decision in a sentence for people. Pure. */
export function wordsOfDecision(
  decision: Decision,
  { here, there, title }: { here: string; there: string; title: string },
): string {
  const differ = `${title} says “${there}”, Homing says “${here}”`
  switch (decision) {
    case 'same':
      return here === ''
        ? there === ''
          ? 'Nothing is known of it.'
          : `Nothing is known here: ${title} keeps “${there}”.`
        : 'Nothing changes.'
    case 'fill':
      return `${title} has nothing: “${here}” will stand there.`
    case 'replace':
      return `${differ}; the owner is Homing: “${there}” will be replaced.`
    case 'stays':
      return `${differ}; the owner is ${title}: “${there}” stays.`
  }
}
