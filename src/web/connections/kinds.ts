import type { AnswerTo } from '../api.ts'

export type Schedule = AnswerTo<'connections.show'>['schedules'][number]
export type SyncKind = Schedule['kind']

/** A kind in a word, and what it brings home in a sentence. */
export const KINDS: Record<SyncKind, { word: string; about: string }> = {
  opt_outs: {
    word: 'Opt-outs',
    about: 'People who asked not to be written to, wherever they did.',
  },
  people: {
    word: 'People',
    about: 'People and organizations of the CRM, and what has changed of them.',
  },
  totals: { word: 'Totals', about: 'What the service itself counts for each campaign.' },
  activities: { word: 'Activities', about: 'Sends, opens, clicks, forwards and bounces.' },
  lists: { word: 'Lists', about: 'Which lists the account has.' },
  contacts: {
    word: 'Contacts',
    about: 'Who is known there, matched by e-mail, and on which lists.',
  },
}

/** "Opt-outs, Totals, Activities"; "Everything" where nothing is left out. */
export function kindsWords(kinds: readonly SyncKind[]): string {
  // People are a CRM's, and campaigns an ESP's: no connection has both.
  if (kinds.length >= Object.keys(KINDS).length - 1) return 'Everything'
  return kinds.map((kind) => KINDS[kind].word).join(', ')
}

/** "every 30 minutes", "every 2 hours", "every day". */
export function everyWords(minutes: number): string {
  if (minutes % 1440 === 0) return every(minutes / 1440, 'day')
  if (minutes % 60 === 0) return every(minutes / 60, 'hour')
  return every(minutes, 'minute')
}

function every(count: number, unit: string): string {
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`
}

const EVERY = [5, 15, 30, 60, 120, 240, 720]
const HOURS = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`)

export const BY_HAND = 'off'

/** A schedule as the value of a choice. */
export function choiceOf({ isOn, everyMinutes, atTime }: Schedule): string {
  if (!isOn) return BY_HAND
  return everyMinutes === null ? `at ${atTime}` : `every ${everyMinutes}`
}

/** What a choice changes. */
export function changeOf(choice: string) {
  if (choice === BY_HAND) return { isOn: false }
  const [word, value] = choice.split(' ') as [string, string]
  return word === 'at' ? { isOn: true, atTime: value } : { isOn: true, everyMinutes: Number(value) }
}

/** What can be chosen, in groups; what holds now is always among it. */
export function choices({ everyMinutes, atTime }: Schedule) {
  const minutes = new Set([...EVERY, ...(everyMinutes === null ? [] : [everyMinutes])])
  const times = new Set([...HOURS, ...(atTime === null ? [] : [atTime])])
  return [
    { group: 'By itself', items: [...minutes].toSorted((a, b) => a - b).map(everyChoice) },
    { group: 'Once a day', items: [...times].toSorted().map(timeChoice) },
    { group: 'Otherwise', items: [{ value: BY_HAND, label: 'only when somebody asks' }] },
  ]
}

function everyChoice(minutes: number) {
  return { value: `every ${minutes}`, label: everyWords(minutes) }
}

function timeChoice(time: string) {
  return { value: `at ${time}`, label: `at ${time}` }
}
