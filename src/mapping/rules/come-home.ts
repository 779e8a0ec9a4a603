import { keyOfOwnName } from '../../people/own-fields/index.ts'
import { answersIn } from './answers.ts'
import { sameValue } from './decide.ts'
import { TAKEN_HOME, type Facts, type Rule, type Step, type TakenHome } from './rule.ts'
import { dayOf } from './steps.ts'

/** Where a value of an ESP goes in the person; null: the rule's source is nothing of the person. */
export function homeOf({ from }: Pick<Rule, 'from'>): TakenHome | null {
  if (!('source' in from)) return null
  const { source } = from
  if (keyOfOwnName(source) !== null) return source as TakenHome
  return TAKEN_HOME.find((one) => one === source) ?? null
}

/** Steps whose outcome does not tell what it was made of. */
const ONE_WAY: readonly Step['do'][] = ['join']

/** Why what an ESP holds cannot be written into the person by this rule; null: it can. Pure. */
export function whyNotHome(rule: Rule): { sentence: string; remedy: string } | null {
  const { field, owner, steps } = rule
  if (owner !== 'esp') {
    const sentence = `“${field.label}” comes home, and the service is not its owner.`
    return { sentence, remedy: 'Let the service own it, or do not let it come home.' }
  }
  if (homeOf(rule) === null) {
    const sentence = `“${field.label}” cannot come home: it is filled with no field of a person.`
    return { sentence, remedy: 'Fill it with a field of the person, or one of your own.' }
  }
  if (!steps.some((step) => ONE_WAY.includes(step.do))) return null
  const sentence = `“${field.label}” cannot come home: it is joined of two fields.`
  return { sentence, remedy: 'Take the step away, or do not let it come home.' }
}

/**
 * What is written into the person for what the ESP holds: the rule's steps taken back, from the
 * last; null: nothing, because it says so already, is the rule's default, or cannot have come of
 * these steps. Pure.
 */
export function homeValue(rule: Rule, there: string, facts: Facts): string | null {
  const source = homeOf(rule)
  if (source === null || there.trim() === '') return null
  const { fallback, field, steps } = rule
  if (fallback !== '' && sameValue(field, fallback, there)) return null
  if (!isAnswered(field, there)) return null
  let value: string | null = there.trim()
  for (const step of [...steps].reverse()) {
    value = takenBack(value, step)
    if (value === null || value.trim() === '') return null
  }
  return value === (facts[source] ?? '') ? null : value
}

/** An answer that is not among the field's any more says nothing. */
function isAnswered({ kind, choices = [] }: Rule['field'], there: string): boolean {
  if (kind === 'choices') return answersIn(there, choices) !== null
  return kind !== 'choice' || choices.some(({ label }) => label === there)
}

function takenBack(value: string, step: Step): string | null {
  switch (step.do) {
    case 'date':
      return dayAs(value, step.format)
    case 'yes_no':
      return value === step.yes ? 'yes' : value === step.no ? 'no' : null
    case 'words': {
      const found = step.words.filter((one) => one.to === value)
      if (found.length === 1) return found[0]!.from
      return found.length === 0 && step.otherwise === 'as_it_is' ? value : null
    }
    case 'before':
      return value.startsWith(step.text) ? value.slice(step.text.length) : null
    case 'after':
      return value.endsWith(step.text) ? value.slice(0, value.length - step.text.length) : null
    case 'join':
      return null
    default:
      return value
  }
}

/** DD/MM/YYYY and MM/DD/YYYY look alike, so the rule's own way of writing is asked first. */
function dayAs(value: string, format: string): string | null {
  const parts = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(value)
  if (parts === null || format !== 'DD/MM/YYYY') return dayOf(value)
  return dayOf(`${parts[3]}-${parts[2]}-${parts[1]}`)
}
