import { languageNow, locale, patterns, translationOf } from './catalog.ts'
import { filled } from './messages.ts'

const KEPT_MAX = 2_000
const kept = new Map<string, string>()
let known: Pattern[] | undefined

interface Pattern {
  message: string
  regular: RegExp
}

/**
 * What the server said (a refusal, a problem, a phase of a run), in the reader's language. On the
 * wire and in the database it stays English, which is the record; a sentence that no catalog knows
 * is shown as it came. For the server's own sentences only: what people typed is never translated.
 */
export function said(sentence: string): string {
  if (languageNow() === 'en' || sentence === '') return sentence
  const before = kept.get(sentence)
  if (before !== undefined) return before
  const words = translationOf(sentence) ?? byPattern(sentence) ?? bySentences(sentence) ?? sentence
  if (kept.size >= KEPT_MAX) kept.clear()
  kept.set(sentence, words)
  return words
}

function byPattern(sentence: string): string | null {
  known ??= patterns()
    .map((message) => ({ message, regular: regularOf(message) }))
    // The more of a sentence a pattern says itself, the surer it is.
    .sort((a, b) => wordsIn(b.message) - wordsIn(a.message))
  for (const { message, regular } of known) {
    const found = regular.exec(sentence)
    const translated = found === null ? null : translationOf(message)
    if (found === null || translated === null) continue
    return filled(translated, found.slice(1).map(valueOf)).join('')
  }
  return null
}

/** Several sentences told as one; null unless one of them is known. */
function bySentences(sentence: string): string | null {
  const parts = sentence.split(/(?<=[.!?]) (?=\p{Lu})/u)
  if (parts.length < 2) return null
  const words = parts.map((part) => translationOf(part) ?? byPattern(part))
  if (words.every((word) => word === null)) return null
  return words.map((word, at) => word ?? parts[at]).join(' ')
}

/** A value may be a sentence of the server itself, or a number with its thousands marked. */
function valueOf(value: string): string {
  if (/^\d{1,3}(,\d{3})+$/.test(value))
    return Number(value.replaceAll(',', '')).toLocaleString(locale())
  const [, count, unit] = /^(\d+) (second|minute|hour|day|week|month)s?$/.exec(value) ?? []
  if (count !== undefined && unit !== undefined) return lasting(Number(count), unit)
  // Only what ends as a sentence does: a name of one word after another is left as it is.
  return / .*[.!?]$/.test(value) ? said(value) : value
}

/** "3 days" in the case that "in", "within" and "for" ask for: what stands after "in". */
function lasting(count: number, unit: string): string {
  const words = new Intl.RelativeTimeFormat(locale())
  return words
    .formatToParts(count, unit as Intl.RelativeTimeFormatUnit)
    .map((part) => part.value)
    .join('')
    .replace(/^in /, '')
}

function wordsIn(message: string): number {
  return message.replace(/\{\d+\}/g, '').length
}

function regularOf(message: string): RegExp {
  const order = message.split(/\{\d+\}/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${order.join('(.*?)')}$`, 's')
}
