import { BadCell } from './bad-cell.ts'
import type { Column } from './columns.ts'

/** Topics one row may name. */
const TOPICS_MAX = 20
/** A time zone may make today's date tomorrow's. */
const AHEAD_MS_MAX = 86_400_000

/** What a row says of consent. */
export interface ConsentCells {
  state: 'express' | 'implied' | 'out'
  /** Names of topics; empty: everything. */
  topics: string[]
  /** When it was said; epoch milliseconds, null where the row does not tell. */
  at: number | null
  /** Of implied consent: until when; null: as long as the firm says. */
  until: number | null
  evidence: string
}

/**
 * Makes sense of the cells about consent; null where the row says nothing. What a file calls
 * express counts as such with evidence and a date only: without evidence it is implied, so that no
 * file lifts an opt-out unawares.
 */
export function readConsent(
  values: Record<
    'consent' | 'consent_topic' | 'consent_date' | 'consent_until' | 'consent_evidence',
    string
  >,
  now: number,
): ConsentCells | null {
  const word = values.consent.toLowerCase()
  if (word === '') return refuseLoose(values)
  const told = STATES[word]
  if (told === undefined) {
    throw new BadCell(
      'consent',
      `“${values.consent}” is none of: express, implied, out. Empty says that nothing is known.`,
    )
  }
  const evidence = values.consent_evidence
  const state = told === 'express' && evidence === '' ? 'implied' : told
  const at = date(values, 'consent_date')
  const until = date(values, 'consent_until')
  if (at !== null && at > now + AHEAD_MS_MAX) {
    throw new BadCell('consent_date', `“${values.consent_date}” lies in the future.`)
  }
  if (state === 'express' && at === null) {
    throw new BadCell(
      'consent_date',
      'Express consent needs the date it was given on: it lifts only what is older.',
    )
  }
  if (until !== null && state !== 'implied') {
    throw new BadCell('consent_until', 'Only implied consent ends. Leave the cell empty.')
  }
  if (until !== null && until <= (at ?? 0)) {
    throw new BadCell('consent_until', 'The consent would end before it began.')
  }
  return { state, topics: topicsOf(values.consent_topic), at, until, evidence }
}

const STATES: Partial<Record<string, ConsentCells['state']>> = {
  express: 'express',
  implied: 'implied',
  in: 'implied',
  yes: 'implied',
  out: 'out',
  'opted out': 'out',
  no: 'out',
  withdrawn: 'out',
}

const LOOSE: Column[] = ['consent_topic', 'consent_date', 'consent_until', 'consent_evidence']

/** A date without a word would be taken for consent by some and for an opt-out by others. */
function refuseLoose(values: Partial<Record<Column, string>>): null {
  const loose = LOOSE.find((column) => values[column] !== '')
  if (loose === undefined) return null
  throw new BadCell('consent', `There is a ${loose} without consent: express, implied or out.`)
}

function topicsOf(cell: string): string[] {
  const names = cell
    .split(';')
    .map((name) => name.trim())
    .filter(Boolean)
  if (names.length > TOPICS_MAX) {
    throw new BadCell('consent_topic', `There are more than ${TOPICS_MAX} topics.`)
  }
  return [...new Set(names)]
}

/** ISO 8601: a day, or a moment with its zone. A day is its first moment in UTC. */
function date(values: Partial<Record<Column, string>>, column: Column): number | null {
  const text = values[column] ?? ''
  if (text === '') return null
  const isShaped =
    /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)
  const at = isShaped ? Date.parse(text) : NaN
  const isReal = !Number.isNaN(at) && isDay(text.slice(0, 10))
  if (isReal && at >= 0) return at
  throw new BadCell(column, `“${text}” is no date. Write it as 2026-05-03.`)
}

/** 30 February is none, though a parser may take it for 2 March. */
function isDay(text: string): boolean {
  const at = Date.parse(text)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}
