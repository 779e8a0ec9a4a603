import type { DateFormat, Facts, Step } from './rule.ts'

/** What is wrong with a value, and what to do; it quotes nothing, for it may be kept. */
export class StepRefused extends Error {
  readonly remedy: string
  constructor(sentence: string, remedy: string) {
    super(sentence)
    this.remedy = remedy
  }
}

/** Applies one step to a value that is not empty. Pure; throws StepRefused where it cannot. */
export function applyStep(value: string, step: Step, facts: Facts): string {
  switch (step.do) {
    case 'trim':
      return value.trim().replace(/\s+/g, ' ')
    case 'upper':
      return value.toUpperCase()
    case 'lower':
      return value.toLowerCase()
    case 'title':
      return titled(value)
    case 'first':
      return [...value].slice(0, step.chars).join('')
    case 'date':
      return dateAs(value, step.format)
    case 'number':
      return rounded(value, step.decimals)
    case 'yes_no':
      return saidYes(value) ? step.yes : step.no
    case 'words': {
      const same = (one: { from: string }) => folded(one.from) === folded(value)
      const found = step.words.find(same)
      return found?.to ?? (step.otherwise === 'as_it_is' ? value : '')
    }
    case 'before':
      return step.text + value
    case 'after':
      return value + step.text
    case 'join':
      return [value, facts[step.source] ?? ''].filter((part) => part !== '').join(step.between)
  }
}

/** The step in words, as it stands beside what it made. */
export function wordsOfStep(step: Step): string {
  switch (step.do) {
    case 'trim':
      return 'without blanks around it'
    case 'upper':
      return 'in capitals'
    case 'lower':
      return 'in small letters'
    case 'title':
      return 'each word with a capital'
    case 'first':
      return `its first ${step.chars} characters`
    case 'date':
      return `as a date, ${step.format}`
    case 'number':
      return `as a number with ${step.decimals} decimals`
    case 'yes_no':
      return `“${step.yes}” or “${step.no}”`
    case 'words':
      return `replaced by a list of ${step.words.length}`
    case 'before':
      return `after “${step.text}”`
    case 'after':
      return `before “${step.text}”`
    case 'join':
      return 'with another field'
  }
}

/** McDonald stays: only words written in one case are changed. */
function titled(value: string): string {
  return value.replace(/\p{L}+/gu, (word) => {
    const isPlain = word === word.toUpperCase() || word === word.toLowerCase()
    if (!isPlain) return word
    const [first, ...rest] = word
    return first!.toUpperCase() + rest.join('').toLowerCase()
  })
}

/** A calendar day in one of the ways it is written, as YYYY-MM-DD; null: no day. Pure. */
export function dayOf(value: string): string | null {
  const text = value.trim()
  const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:T.*)?$/.exec(text)
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text)
  // With slashes the month stands first, as the contracts of the ESPs have it.
  const american = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(text)
  const [year, month, day] = iso
    ? [iso[1]!, iso[2]!, iso[3]!]
    : german
      ? [german[3]!, german[2]!, german[1]!]
      : american
        ? [american[3]!, american[1]!, american[2]!]
        : ['', '', '']
  const told = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const time = Date.parse(`${told}T00:00:00Z`)
  if (Number.isNaN(time)) return null
  return new Date(time).toISOString().slice(0, 10) === told ? told : null
}

/** A day of every year, of a day with or without its year, as MM-DD; null: no day. Pure. */
export function birthdayOf(value: string): string | null {
  const text = value.trim()
  // A leap year: the 29th of February is somebody's birthday.
  const day = dayOf(/^\d{1,2}-\d{1,2}$/.test(text) ? `2000-${text}` : text)
  return day === null ? null : day.slice('2000-'.length)
}

function dateAs(value: string, format: DateFormat): string {
  const day = dayOf(value)
  if (day === null) {
    throw new StepRefused('the value is no date.', 'Write it as 2026-05-31 in your CRM.')
  }
  const [year, month, date] = day.split('-') as [string, string, string]
  return format.replace('YYYY', year).replace('MM', month).replace('DD', date)
}

/** A number as people write it, blanks and commas between thousands; null: no number. Pure. */
export function numberOf(value: string): number | null {
  const text = value.trim().replace(/(?<=\d)[ ,](?=\d{3}(\D|$))/g, '')
  if (!/^[+-]?\d{1,15}(\.\d{1,10})?$/.test(text)) return null
  return Number(text)
}

function rounded(value: string, decimals: number): string {
  const number = numberOf(value)
  if (number === null) {
    throw new StepRefused(
      'the value is no number.',
      'Write it as 1234.5 in your CRM, or fill the field with another source.',
    )
  }
  return number.toFixed(decimals)
}

const YES = ['yes', 'y', 'true', '1', 'x', 'ja', 'on']
const NO = ['no', 'n', 'false', '0', 'nein', 'off']

function saidYes(value: string): boolean {
  const word = folded(value)
  if (YES.includes(word)) return true
  if (NO.includes(word)) return false
  throw new StepRefused(
    'the value is neither yes nor no.',
    'Write yes or no in your CRM, or replace its words by a list first.',
  )
}

function folded(text: string): string {
  return text.trim().toLowerCase()
}
