import type { RuleField } from './rule.ts'

/** Answers as they go out and come home: their labels in the order of the field's, so. */
const BETWEEN = '; '

type Answers = NonNullable<RuleField['choices']>

/**
 * The answers a text names, as they go out; null where it names anything else. Between them stand
 * semicolons, or commas where it has none and is no answer by itself. Pure.
 */
export function answersIn(text: string, choices: Answers): string | null {
  const named = (word: string) =>
    choices.find(({ label }) => label.toLowerCase() === word.trim().toLowerCase())
  const words = text.split(text.includes(';') || named(text) ? ';' : ',')
  const found = words.filter((word) => word.trim() !== '').map(named)
  return found.includes(undefined) ? null : labelsOf(choices, (one) => found.includes(one))
}

/** What a contact holds (ids, semicolons between), in labels; an id nobody knows stays. Pure. */
export function answersOf(held: string, choices: Answers): string {
  const ids = held.split(';')
  const unknown = ids.filter((id) => !choices.some((one) => one.id === id))
  const known = labelsOf(choices, ({ id }) => ids.includes(id))
  return [known, ...unknown].filter(Boolean).join(BETWEEN)
}

function labelsOf(choices: Answers, isMeant: (one: Answers[number]) => boolean): string {
  return choices
    .filter(isMeant)
    .map(({ label }) => label)
    .join(BETWEEN)
}
