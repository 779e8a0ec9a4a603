import type { AnswerTo } from '../api.ts'
import { msg, plural, t, tc, verbatim } from '../languages/messages.ts'

export type Schedule = AnswerTo<'connections.show'>['schedules'][number]
export type SyncKind = Schedule['kind']

/** A kind in a word, what it brings home in a sentence, and the name of the choice of its time. */
export const KINDS: Record<SyncKind, { word: string; about: string; whenRead: string }> = {
  opt_outs: {
    word: t`Opt-outs`,
    about: t`People who asked not to be written to, wherever they did.`,
    whenRead: t`When opt-outs are read`,
  },
  people: {
    word: t`People`,
    about: t`People and organizations of the CRM, and what has changed of them.`,
    whenRead: t`When people are read`,
  },
  totals: {
    word: t`Totals`,
    about: t`What the service itself counts for each campaign.`,
    whenRead: t`When totals are read`,
  },
  activities: {
    word: t`Activities`,
    about: t`Sends, opens, clicks, forwards and bounces.`,
    whenRead: t`When activities are read`,
  },
  lists: {
    word: t`Lists`,
    about: t`Which lists the account has.`,
    whenRead: t`When lists are read`,
  },
  contacts: {
    word: t`Contacts`,
    about: t`Who is known there, matched by e-mail, and on which lists.`,
    whenRead: t`When contacts are read`,
  },
}

/** "Opt-outs, Totals, Activities"; "Everything" where nothing is left out. */
export function kindsWords(kinds: readonly SyncKind[]): string {
  // People are a CRM's, and campaigns an ESP's: no connection has both.
  if (kinds.length >= Object.keys(KINDS).length - 1) return t`Everything`
  return kinds.map((kind) => KINDS[kind].word).join(', ')
}

/** "every 30 minutes", "every 2 hours", "every day". */
export function everyWords(minutes: number): string {
  const [days, hours] = [minutes / 1440, minutes / 60]
  if (minutes % 1440 === 0) return plural(days, msg`every day`, msg`every ${days} days`)
  if (minutes % 60 === 0) return plural(hours, msg`every hour`, msg`every ${hours} hours`)
  return plural(minutes, msg`every minute`, msg`every ${minutes} minutes`)
}

const EVERY = [5, 15, 30, 60, 120, 240, 720]
const HOURS = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`)

export const BY_HAND = 'off'

/** A schedule as the value of a choice. */
export function choiceOf({ isOn, everyMinutes, atTime }: Schedule): string {
  if (!isOn) return BY_HAND
  return verbatim(everyMinutes === null ? `at ${atTime}` : `every ${everyMinutes}`)
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
    { group: t`By itself`, items: [...minutes].toSorted((a, b) => a - b).map(everyChoice) },
    { group: t`Once a day`, items: [...times].toSorted().map(timeChoice) },
    { group: t`Otherwise`, items: [{ value: BY_HAND, label: t`only when somebody asks` }] },
  ]
}

function everyChoice(minutes: number) {
  return { value: verbatim(`every ${minutes}`), label: everyWords(minutes) }
}

function timeChoice(time: string) {
  return { value: verbatim(`at ${time}`), label: tc('time')`at ${time}` }
}
