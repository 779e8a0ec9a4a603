import type { Owner, Rule, RuleField } from './rule.ts'
import { birthdayOf, dayOf, numberOf } from './steps.ts'

/** What becomes of a field of one contact. */
export type Decision =
  /** The two are the same, or nothing is known here. */
  | 'same'
  /** The ESP holds nothing: it is filled. */
  | 'fill'
  /** They differ and the ESP is not right: its value is replaced. */
  | 'replace'
  /** The ESP holds what it was told from here, where nothing stands any more: it is emptied. */
  | 'empty'
  /** They differ and the ESP is right: its value stays. */
  | 'stays'
  /** They differ and the ESP is right: its value is written into the person. */
  | 'comes_home'

/** A value of one field, here and there. */
export interface Sides {
  /** What the rule makes of the person; empty: nothing. */
  here: string
  /** What the ESP holds. */
  there: string
  /** What it was last told from here; empty: nothing, as far as is known. */
  told: string
}

/**
 * Who is right where the two differ: the owner. What somebody entered at the ESP is never emptied:
 * only what it was told from here, and holds still. What it was told does not come home. Pure.
 */
export function decide(
  rule: Pick<Rule, 'field' | 'owner' | 'comesHome'>,
  { here, there, told }: Sides,
): Decision {
  const { field, owner } = rule
  if (sameValue(field, here, there)) return 'same'
  const isOurs = told !== '' && sameValue(field, told, there)
  if (owner === 'esp') return ofTheirs(rule, { here, there, told, isOurs })
  if (here === '') return isOurs ? 'empty' : 'same'
  return there === '' ? 'fill' : 'replace'
}

function ofTheirs(
  { comesHome }: Pick<Rule, 'comesHome'>,
  { here, there, told, isOurs }: Sides & { isOurs: boolean },
): Decision {
  // It was told something, and holds nothing: its owner emptied it.
  if (there === '') return told === '' ? 'fill' : 'stays'
  if (!comesHome) return here === '' ? 'same' : 'stays'
  if (!isOurs) return 'comes_home'
  return here === '' ? 'same' : 'replace'
}

/** Whether two spellings are one value: an ESP may write a date or a number in its own way. */
export function sameValue(field: Pick<RuleField, 'kind'>, one: string, other: string): boolean {
  if (one.trim() === other.trim()) return true
  if (one === '' || other === '') return false
  if (field.kind === 'date') return dayOf(one) !== null && dayOf(one) === dayOf(other)
  if (field.kind === 'birthday') {
    return birthdayOf(one) !== null && birthdayOf(one) === birthdayOf(other)
  }
  if (field.kind === 'choices') return inOrder(one) === inOrder(other)
  if (field.kind === 'phone') return dialled(one) === dialled(other)
  if (field.kind === 'number') return numberOf(one) !== null && numberOf(one) === numberOf(other)
  return false
}

/** Several answers, whatever order the field had them in when they were told. */
function inOrder(answers: string): string {
  return answers
    .split(';')
    .map((one) => one.trim())
    .sort()
    .join(';')
}

/** A telephone number as it is dialled: an ESP may write it with blanks and dashes of its own. */
function dialled(number: string): string {
  return number.replace(/[^\d+]/g, '')
}

type Told = Omit<Sides, 'told'> & { title: string; owner: Owner }

/** The decision in a sentence for people. Pure. */
export function wordsOfDecision(decision: Decision, { here, there, title, owner }: Told): string {
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
      return wordsOfReplacing({ here, there, title, owner })
    case 'empty':
      return `“${there}” came from here, where nothing stands any more: it will be emptied.`
    case 'stays':
      return there === ''
        ? `${title}, which is the owner, emptied it: “${here}” is not told again.`
        : `${title} says “${there}” and is the owner, so that it stays; Homing says “${here}”.`
    case 'comes_home':
      return here === ''
        ? `${title} says “${there}” and is the owner: it is written into the person.`
        : `${title} says “${there}” and is the owner: it is written into the person, and “${here}” `
            + 'is passed over.'
  }
}

function wordsOfReplacing({ here, there, title, owner }: Told): string {
  if (owner === 'esp') {
    return `${title} has “${there}”, which it was told from here: “${here}” follows.`
  }
  return owner === 'crm'
    ? `${title} says “${there}”, Homing “${here}”; the owner is your CRM: “${there}” is replaced.`
    : `${title} says “${there}”, Homing “${here}” and is the owner: “${there}” is replaced.`
}
