import { createElement, Fragment, type ReactNode } from 'react'
import { languageNow, locale, translationOf } from './catalog.ts'

type Word = string | number

/** A message that was not written yet: for plural. */
export interface Message<Value> {
  strings: TemplateStringsArray
  values: readonly Value[]
}

/**
 * A message in the reader's language: t`${name} was left out`. The source says it in English, and
 * that is its key; `npm run messages` brings it into the catalogs. Line breaks count as a space.
 */
export function t(strings: TemplateStringsArray, ...values: Word[]): string {
  return written({ strings, values }).join('')
}

/** As t, where one English word needs several translations: tc('verb')`Open`. */
export function tc(context: string): typeof t {
  return (strings, ...values) => written({ strings, values }, { context }).join('')
}

/** A message with elements in it: jt`Read ${<b>{name}</b>} first`. */
export function jt(strings: TemplateStringsArray, ...values: ReactNode[]): ReactNode {
  return createElement(Fragment, null, ...written({ strings, values }))
}

/** One form of a plural. */
export function msg<Value extends ReactNode>(
  strings: TemplateStringsArray,
  ...values: Value[]
): Message<Value> {
  return { strings, values }
}

/**
 * What a count asks for: plural(n, msg`${n} row is new`, msg`${n} rows are new`). Both forms take
 * the same values in the same order; one may leave them out at its end.
 */
export function plural(count: number, one: Message<Word>, many: Message<Word>): string {
  return pluralParts(count, one, many).join('')
}

/** As plural, with elements in it. */
export function jplural(
  count: number,
  one: Message<ReactNode>,
  many: Message<ReactNode>,
): ReactNode {
  return createElement(Fragment, null, ...pluralParts(count, one, many))
}

/**
 * 1 person, 2,143 people: the count with its noun, where it stands alone or is counted off. Within
 * a sentence, whose grammar may bend the noun, plural takes the whole sentence.
 */
export function counted(count: number, one: string, many = `${one}s`): string {
  const english = `{0} ${count === 1 ? one : many}`
  const translated = translationOf(`{0} ${one}`, count, 'counted')
  return (translated ?? english).replace('{0}', count.toLocaleString(locale()))
}

/** A text that is no message: a name, an address, a piece of code. It is shown as it stands. */
export function verbatim(text: string): string {
  return text
}

/** A word that begins a label, within a line: "Paused" as "paused"; German keeps its capitals. */
export function inLine(label: string): string {
  return languageNow() === 'en' ? label.toLowerCase() : label
}

/** The names in one line: "A, B and C", "A, B und C". */
export function listed(names: readonly string[], type: 'and' | 'or' = 'and'): string {
  const list = type === 'and' ? 'conjunction' : 'disjunction'
  return new Intl.ListFormat(locale(), { type: list }).format(names)
}

/** Sorts words as the reader's alphabet has them, numbers within them by their size. */
export function inOrder(one: string, other: string): number {
  return one.localeCompare(other, locale(), { numeric: true, sensitivity: 'base' })
}

/** A translation with its values in their places: text and values by turns. */
export function filled<Value>(text: string, values: readonly Value[]): (string | Value)[] {
  return text.split(/\{(\d+)\}/).map((part, at) => (at % 2 === 0 ? part : values[Number(part)]!))
}

function pluralParts<Value>(count: number, one: Message<Value>, many: Message<Value>) {
  const { values } = one.values.length > many.values.length ? one : many
  const translated = translationOf(keyOf(one.strings), count)
  if (translated !== null) return filled(translated, values)
  return filled(keyOf((count === 1 ? one : many).strings), values)
}

function written<Value>(message: Message<Value>, told: { context?: string } = {}) {
  const key = keyOf(message.strings)
  return filled(translationOf(key, undefined, told.context) ?? key, message.values)
}

const keys = new WeakMap<TemplateStringsArray, string>()

/** What a message is looked up by: "{0} of {1} rows". */
function keyOf(strings: TemplateStringsArray): string {
  let key = keys.get(strings)
  if (key === undefined) {
    key = strings
      .map((part, at) => (at === 0 ? part : `{${at - 1}}${part}`))
      .join('')
      .replace(/\s*\n\s*/g, ' ')
    keys.set(strings, key)
  }
  return key
}
