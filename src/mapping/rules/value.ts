import { answersIn } from './answers.ts'
import { wordsOfSource, type Facts, type Known, type Rule, type RuleField } from './rule.ts'
import { applyStep, birthdayOf, dayOf, numberOf, StepRefused, wordsOfStep } from './steps.ts'

/** How a value came to be, from what is known to what goes out. */
export interface Trail {
  what: string
  value: string
}

export type Outcome =
  | { ok: true; value: string; trail: Trail[] }
  | { ok: false; sentence: string; remedy: string; trail: Trail[] }

/** What a rule goes by: what the CRM last said comes first where it is the owner. Pure. */
export function factsFor({ owner }: Pick<Rule, 'owner'>, { facts, said }: Known): Facts {
  return owner === 'crm' ? { ...facts, ...said } : facts
}

/**
 * What a rule makes of one person: the value that goes out (empty: nothing does), or why none can,
 * with the next step, in words that quote nobody. Never cut off to fit: what is too long is
 * refused, unless a step shortens it. Pure.
 */
export function valueFor(facts: Facts, rule: Rule): Outcome {
  const { from, field, fallback } = rule
  const known = 'constant' in from ? from.constant : (facts[from.source] ?? '')
  const what = 'constant' in from ? 'the same for everybody' : wordsOfSource(from.source)
  const trail: Trail[] = [{ what, value: known }]
  try {
    let value = known
    for (const step of rule.steps) {
      if (value === '') break
      value = applyStep(value, step, facts)
      trail.push({ what: wordsOfStep(step), value })
    }
    if (value.trim() === '' && fallback !== '') {
      value = fallback
      trail.push({ what: 'nothing is known, so the default', value })
    }
    if (value.trim() === '') return { ok: true, value: '', trail }
    return { ...fitting(value, field), trail }
  } catch (error) {
    if (!(error instanceof StepRefused)) throw error
    return refused(field, error.message, error.remedy, trail)
  }
}

/** The value as the field takes it, or why it does not. */
export function fitting(
  value: string,
  field: RuleField,
): { ok: true; value: string } | { ok: false; sentence: string; remedy: string } {
  const chars = [...value].length
  if (chars > field.charsMax) {
    return refused(
      field,
      `the value has ${chars} characters, and it takes ${field.charsMax}.`,
      `Shorten it in your CRM, or add the step “first ${field.charsMax} characters”.`,
    )
  }
  if (/[\p{Cc}\p{Surrogate}]/u.test(value)) {
    return refused(field, 'the value holds characters that are no text.', 'Correct it in your CRM.')
  }
  if (field.kind === 'number' && numberOf(value) === null) {
    return refused(field, 'the value is no number.', 'Add the step “as a number”.')
  }
  if (field.kind === 'date') {
    const day = dayOf(value)
    if (day === null) return refused(field, 'the value is no date.', 'Add the step “as a date”.')
    // How a custom date is written may be chosen by a step; what every contact has is in order.
    if (!field.isCustom) return { ok: true, value: day }
  }
  if (field.kind === 'birthday') {
    const day = birthdayOf(value)
    if (day !== null) return { ok: true, value: day }
    return refused(field, 'the value is no day.', 'Write it as 2026-05-31 or 05-31 in your CRM.')
  }
  if (field.kind === 'phone' && !/\d/.test(value)) {
    return refused(field, 'the value is no telephone number.', 'Correct it in your CRM.')
  }
  if (field.kind === 'choice' || field.kind === 'choices') return answered(value, field)
  if (field.kind === 'other') {
    return refused(field, 'Homing cannot fill a field of this kind.', 'Fill it at the service.')
  }
  return { ok: true, value }
}

/** Several answers are told in the field's own order, whatever theirs is. */
function answered(value: string, field: RuleField) {
  const choices = field.choices ?? []
  if (field.kind === 'choices') {
    const answers = answersIn(value, choices)
    if (answers !== null) return { ok: true as const, value: answers }
  }
  const same = (one: { label: string }) => one.label.toLowerCase() === value.trim().toLowerCase()
  const found = field.kind === 'choice' ? choices.find(same) : undefined
  if (found !== undefined) return { ok: true as const, value: found.label }
  const what =
    field.kind === 'choice' ? 'the value is none of its answers' : 'not all of it is an answer'
  const sentence = `${what}: ${someOf(choices)}.`
  const remedy = 'Add the answer at the service, or replace words by a list in the rule.'
  return refused(field, sentence, remedy)
}

/** Of the answers of a choice, so many are named. */
const NAMED_MAX = 10

function someOf(choices: readonly { label: string }[]): string {
  const named = choices.slice(0, NAMED_MAX).map(({ label }) => label)
  const more = choices.length - named.length
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

function refused(field: RuleField, sentence: string, remedy: string, trail: Trail[] = []) {
  return { ok: false as const, sentence: `${field.label}: ${sentence}`, remedy, trail }
}
