import { OWN_TEXT_CHARS_MAX, type OwnField } from './field.ts'

export type ReadValue = { ok: true; value: string } | { ok: false; reason: string }

/**
 * A value as it is kept, of a text somebody typed or a file says; empty where nothing is said. One
 * value has one spelling, so that equal texts are equal values: numbers without needless digits,
 * days as 2026-05-03, "yes" or "no", a choice as it is written in the field. Pure.
 */
export function readOwnValue(
  { kind, choices }: Pick<OwnField, 'kind' | 'choices'>,
  typed: string,
): ReadValue {
  const text = typed.replace(/\s+/g, ' ').trim()
  if (text === '') return { ok: true, value: '' }
  switch (kind) {
    case 'text':
      return textValue(text)
    case 'number':
      return numberValue(text)
    case 'date':
      return dateValue(text)
    case 'yes_no':
      return yesNoValue(text)
    case 'choice':
      return choiceValue(text, choices)
  }
}

function textValue(text: string): ReadValue {
  const { length } = [...text]
  if (length <= OWN_TEXT_CHARS_MAX && !/[\0\p{Cs}]/u.test(text)) return { ok: true, value: text }
  if (length <= OWN_TEXT_CHARS_MAX) return no('The text holds characters that cannot be kept.')
  return no(`The text has ${length} characters; at most ${OWN_TEXT_CHARS_MAX} are taken.`)
}

/** A point before the decimals; commas and blanks between thousands only. */
function numberValue(text: string): ReadValue {
  const bare = text.replace(/(?<=\d)[ ,](?=\d{3}(\D|$))/g, '')
  const parts = /^([+-]?)0*(\d{1,15})(?:\.(\d{1,10}))?$/.exec(bare)
  if (parts === null) return no(`“${shown(text)}” is no number. Write it as 1234.5.`)
  const [, sign, whole, decimals = ''] = parts
  const kept = decimals.replace(/0+$/, '')
  const number = kept === '' ? whole! : `${whole}.${kept}`
  return { ok: true, value: sign === '-' && number !== '0' ? `-${number}` : number }
}

/** As files write it, and as it is said in German; 05/03/2026 is two days, and none here. */
function dateValue(text: string): ReadValue {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:T.*)?$/.exec(text)
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text)
  const [year, month, day] =
    iso !== null ? iso.slice(1) : german !== null ? german.slice(1).reverse() : []
  const value = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`
  const at = Date.parse(`${value}T00:00:00Z`)
  const isDay = !Number.isNaN(at) && new Date(at).toISOString().startsWith(value)
  return isDay ? { ok: true, value } : no(`“${shown(text)}” is no date. Write it as 2026-05-03.`)
}

const YES = ['yes', 'y', 'true', '1', 'x', 'ja', 'on']
const NO = ['no', 'n', 'false', '0', 'nein', 'off']

function yesNoValue(text: string): ReadValue {
  const word = text.toLowerCase()
  if (YES.includes(word)) return { ok: true, value: 'yes' }
  if (NO.includes(word)) return { ok: true, value: 'no' }
  return no(`“${shown(text)}” is neither yes nor no.`)
}

function choiceValue(text: string, choices: readonly string[]): ReadValue {
  const found = choices.find((one) => one.toLowerCase() === text.toLowerCase())
  if (found !== undefined) return { ok: true, value: found }
  return no(`“${shown(text)}” is none of: ${choices.join(', ')}.`)
}

function no(reason: string): ReadValue {
  return { ok: false, reason }
}

/** A refusal quotes a bounded part of what it refuses. */
function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
