import { languageNow, locale, patterns, translationOf } from './catalog.ts'
import { filled } from './messages.ts'

const KEPT_MAX = 2_000
const kept = new Map<string, string>()
let all: Pattern[] | undefined

interface Pattern {
  message: string
  translated: string
  regular: RegExp
  /** What it says in one go at most: a sentence without it is not looked at any closer. */
  core: string
  /** Of each place, whether it stands in quotes: then it is what somebody typed. */
  isTyped: boolean[]
  /** Whether it ends in a place, where another sentence may stand, or several. */
  isOpen: boolean
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
  const words = known(sentence) ?? sentence
  if (kept.size >= KEPT_MAX) kept.clear()
  kept.set(sentence, words)
  return words
}

/**
 * Null where no catalog knows any of it. Surest is a message that says itself how more than one
 * sentence begins; then come sentences one by one, then those that are known only together. A
 * place that swallows what may be another sentence is believed last.
 */
function known(sentence: string): string | null {
  const exact = translationOf(sentence)
  if (exact !== null) return exact
  const parts = sentence.split(SENTENCES)
  if (parts.length === 1) return ofOne(sentence)
  const together = byPattern(sentence, isSurelySeveral)
  if (together !== null) return together
  const words = parts.map((part) => translationOf(part) ?? byPattern(part, isSure))
  if (words.every((word) => word !== null)) return words.join(' ')
  const runs = inRuns(parts)
  const told = runs.map(({ run, word }) => word ?? ofOne(run))
  if (told.every((word) => word !== null)) return told.join(' ')
  const whole = byPattern(sentence)
  if (whole !== null) return whole
  if (told.every((word) => word === null)) return afterName(sentence)
  return told.map((word, at) => word ?? runs[at]!.run).join(' ')
}

function ofOne(sentence: string): string | null {
  return byPattern(sentence, isSure) ?? byPattern(sentence) ?? afterName(sentence)
}

/** From the left, as many sentences at a time as are known together; alone what is not known. */
function inRuns(parts: readonly string[]): { run: string; word: string | null }[] {
  const found: { run: string; word: string | null }[] = []
  for (let from = 0; from < parts.length;) {
    let to = parts.length
    let word: string | null = null
    for (; to > from && word === null; to--) {
      const run = parts.slice(from, to).join(' ')
      word = translationOf(run) ?? byPattern(run, isSure)
    }
    // Nothing from here on is known: the one sentence goes as it is.
    to = word === null ? from + 1 : to + 1
    found.push({ run: parts.slice(from, to).join(' '), word })
    from = to
  }
  return found
}

/** Where one sentence ends and the next begins. */
const SENTENCES = /(?<=[.!?]) (?=[“\p{Lu}])/u

type Meant = (pattern: Pattern, values: readonly string[]) => boolean

/** No place holds what may be a sentence of its own, but for one at the end that is known. */
function isSure({ isTyped, isOpen }: Pattern, values: readonly string[]): boolean {
  return values.every((value, at) => {
    if (isTyped[at]) return !value.includes('”')
    if (!isOpen || at < values.length - 1) return !/: /.test(value) && !SENTENCES.test(value)
    return !SENTENCES.test(value) || known(value) !== null
  })
}

function isSurelySeveral(pattern: Pattern, values: readonly string[]): boolean {
  return SENTENCES.test(pattern.message) && isSure(pattern, values)
}

/** "Spring news: It is not sent yet.": the name of what a sentence is about, as it is. */
function afterName(sentence: string): string | null {
  const at = sentence.indexOf(': ')
  if (at < 0 || !/[.!?”]$/.test(sentence)) return null
  const words = known(sentence.slice(at + 2))
  return words === null ? null : `${sentence.slice(0, at)}: ${words}`
}

function byPattern(sentence: string, isMeant: Meant = () => true): string | null {
  all ??= patterns()
    .flatMap(patternsOf)
    // The more of a sentence a pattern says itself, the surer it is.
    .sort((a, b) => wordsIn(b.message) - wordsIn(a.message))
  for (const pattern of all) {
    if (!sentence.includes(pattern.core)) continue
    const found = pattern.regular.exec(sentence)?.slice(1)
    if (found === undefined || !isMeant(pattern, found)) continue
    const values = found.map((value, at) => (pattern.isTyped[at] ? value : valueOf(value)))
    return filled(pattern.translated, values).join('')
  }
  return null
}

/**
 * A value may be a sentence of the server itself or words of its own ("an import"), a role, a
 * moment, or a number with its thousands marked.
 */
function valueOf(value: string): string {
  const part = translationOf(value, undefined, 'part')
  if (part !== null) return part
  if (/^\d{1,3}(,\d{3})+$/.test(value))
    return Number(value.replaceAll(',', '')).toLocaleString(locale())
  const [, count, unit] = /^(\d+) (second|minute|hour|day|week|month)s?$/.exec(value) ?? []
  if (count !== undefined && unit !== undefined) return lasting(Number(count), unit)
  const moment = momentOf(value)
  if (moment !== null) return moment
  if (value === 'a moment') return translationOf(value) ?? value
  if (ROLE.test(value)) return translationOf(capital(value)) ?? value
  // Only what ends as a sentence does: a name of one word after another is left as it is.
  if (/ .*[.!?]$/.test(value)) return said(value)
  const [, own, rest] = /^(\p{Ll}[^,]* [^,]+)(,.*)?$/u.exec(value) ?? []
  return own === undefined ? value : (translationOf(own) ?? own) + (rest ?? '')
}

const ROLE = /^(administrator|manager|editor|viewer)$/
const ISO_DAY = /^\d{4}-\d\d-\d\d$/
const ENGLISH_DAY = /^(?:(\d{1,2}) )?([A-Z][a-z]+ \d{4})$/
const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

/** A day or a month (in UTC, as the server says them), or a moment, as the language writes it. */
function momentOf(value: string): string | null {
  if (ISO_DAY.test(value)) return written(new Date(value), { dateStyle: 'long', timeZone: 'UTC' })
  if (MOMENT.test(value)) return written(new Date(value), { dateStyle: 'long', timeStyle: 'short' })
  const [, day, month] = ENGLISH_DAY.exec(value) ?? []
  const at = new Date(`${day ?? 1} ${month} UTC`)
  if (month === undefined || Number.isNaN(at.getTime())) return null
  if (day !== undefined) return written(at, { dateStyle: 'long', timeZone: 'UTC' })
  return written(at, { month: 'long', year: 'numeric', timeZone: 'UTC' })
}

function written(at: Date, how: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale(), how).format(at)
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
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

/** A message that another sentence may follow ("It was refused. {0}") is one alone, too. */
function patternsOf(message: string): Pattern[] {
  const translated = translationOf(message)
  if (translated === null) return []
  const whole = patternOf(message, translated)
  const next = /(?<=[.!?]) \{\d+\}$/.exec(message)?.[0]
  if (next === undefined || !translated.endsWith(next)) return [whole]
  const [alone, inWords] = [message, translated].map((text) => text.slice(0, -next.length))
  return [whole, patternOf(alone!, inWords!)]
}

function patternOf(message: string, translated: string): Pattern {
  const order = message.split(/\{\d+\}/)
  const parts = order.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return {
    message,
    translated,
    regular: new RegExp(`^${parts.join('(.*?)')}$`, 's'),
    core: order.reduce((longest, part) => (part.length > longest.length ? part : longest)),
    isOpen: order.length > 1 && order.at(-1) === '',
    isTyped: order.slice(0, -1).map((part) => part.endsWith('“')),
  }
}
