import type { Fault } from '../sandbox/index.ts'
import { tokenPath } from '../sandbox/index.ts'
import type { Outage } from './palette.ts'
import { scheduled, type Round, type Schedule } from './schedule.ts'

/** Requests between two faults of one round: the first is over before the next one comes. */
const GAP = 3

const PAGES = { match: { path: '/tracking/' }, after: 2, times: 3 }
const NEXT_PAGES = { match: { path: 'cursor=' }, after: 1, times: 2 }
const FOR_EVER = { match: { path: '/v3/' }, times: 100_000 }

type StatusFault = Extract<Fault, { kind: 'status' }>

function answer(status: number, more: Partial<StatusFault> = {}): Fault {
  return { ...PAGES, kind: 'status', status, ...more }
}

function notPage(body: string): Fault {
  return answer(200, { body })
}

const ANSWERS: Record<string, Fault> = {
  '429 with Retry-After in seconds': answer(429, { headers: { 'retry-after': '3' } }),
  '429 with Retry-After as a date': answer(429, { headers: { 'retry-after': 'date+40' } }),
  '429 that asks for an hour': answer(429, { headers: { 'retry-after': '3600' } }),
  '429 without a word': { ...PAGES, kind: 'throttle' },
  '429: the day is spent': { ...PAGES, times: 1, kind: 'quota' },
  '403 as a throttle': answer(403),
  'a short burst of 5xx': { ...PAGES, kind: 'server-error', status: 502 },
  '5xx longer than a request is patient': { ...PAGES, times: 9, kind: 'server-error' },
  '5xx on a campaign': { match: { path: '/v3/emails/' }, times: 5, kind: 'server-error' },
  'no answer in time': { ...PAGES, times: 1, kind: 'timeout' },
  'a reset instead of an answer': { ...PAGES, kind: 'reset' },
  'a lost answer': { ...PAGES, kind: 'lost-answer' },
  'a body cut short in the middle of a page': { ...PAGES, times: 6, kind: 'truncated-body' },
  'a slow body': { ...PAGES, kind: 'slow-body', totalMs: 60 },
  'HTML with a good status': { ...PAGES, kind: 'html200' },
  'JSON that is no page': notPage('{"tracking_activities": 1}'),
  'a number without bound': notPage('{"tracking_activities": [1e999]}'),
  'the same key twice': notPage('{"tracking_activities":[],"a":1,"a":2}'),
  'bytes that are no text': notPage('\ufeff{"tracking_activities":[]}'),
  'nesting without end': notPage('['.repeat(100_000)),
  'the same page once more': { ...NEXT_PAGES, kind: 'duplicate-page' },
  'a next link that points to itself': { ...NEXT_PAGES, kind: 'self-next' },
  'rows twice on a page': { ...PAGES, kind: 'duplicate-rows', count: 9 },
  'rows in another order': { ...PAGES, times: 50, kind: 'reordered-rows' },
  'rows that come late': { ...PAGES, times: 50, kind: 'late-rows', every: 3 },
  'paging by offset while rows arrive': { ...NEXT_PAGES, times: 20, kind: 'drifted-rows' },
  'paging by offset while rows go': { ...NEXT_PAGES, times: 20, kind: 'skipped-rows' },
  'a source that comes back empty': { match: { path: '/v3/' }, times: 40, kind: 'empty-source' },
  'a cursor that expired (410)': { ...NEXT_PAGES, kind: 'status', status: 410 },
  'a cursor that is not valid (400)': { ...NEXT_PAGES, kind: 'status', status: 400 },
  'a token that expires in the middle of a page': { ...NEXT_PAGES, kind: 'expired-token' },
}

const OUTAGES: Record<string, Outage> = {
  'asked for a slower pace': { fault: { ...FOR_EVER, kind: 'throttle' }, shows: /slower pace/ },
  'the day is spent': { fault: { ...FOR_EVER, kind: 'quota' }, shows: /10,000 requests/ },
  '403 without a word': {
    fault: { ...FOR_EVER, kind: 'status', status: 403 },
    shows: /too fast/,
  },
  'a scope that is gone': { fault: { ...FOR_EVER, kind: 'missing-scope' }, shows: /permit/ },
  'nothing but 5xx': { fault: { ...FOR_EVER, kind: 'server-error' }, shows: /not available/ },
  'nothing but resets': { fault: { ...FOR_EVER, kind: 'reset' }, shows: /connection .* failed/ },
  'nothing but HTML': { fault: { ...FOR_EVER, kind: 'html200' }, shows: /cannot be read/ },
}

type WireFault = NonNullable<Round['wire']>['fault']

const WIRES: Record<string, WireFault> = {
  'refused connections': { kind: 'refuse' },
  'a connection cut in the middle of an answer': { kind: 'cut', afterBytes: 700 },
  'a connection reset in the middle of an answer': { kind: 'reset', afterBytes: 700 },
  'a connection that is half open': { kind: 'half-open', afterBytes: 300 },
  'an answer that drips': { kind: 'drip', ms: 40 },
}

/** The first run of a world makes this many requests and more; those that go on make fewer. */
const NTH_FIRST = 20
const NTH_LATER = 4

const EXPIRED: Fault = { match: { path: '/v3/' }, after: 9, times: 1, kind: 'expired-token' }
const CLOCKS = [1, 23, 80, -1, -23, -50]

/** Every fault of the matrix that is one round of a story, by its name. */
export const TRIALS = [...Object.keys(ANSWERS), ...Object.keys(OUTAGES), ...Object.keys(WIRES)]

/**
 * The schedule of a story: of each round the faults that are there, by their names. Those of one
 * round come one after the other.
 */
export function storyOf(rounds: readonly (readonly string[])[]): Schedule {
  return scheduled(rounds.map((names, place) => roundOf(names, place === 0)))
}

function roundOf(names: readonly string[], isFirst: boolean): Partial<Round> {
  const faults = names.flatMap((name) => ANSWERS[name] ?? [])
  const outage = names.flatMap((name) => OUTAGES[name] ?? [])[0] ?? null
  const wire = names.flatMap((name) => WIRES[name] ?? [])[0]
  return {
    faults: faults.map((fault, place) => ({ ...fault, after: (fault.after ?? 0) + GAP * place })),
    outage,
    wire: wire === undefined ? null : { nth: isFirst ? NTH_FIRST : NTH_LATER, fault: wire },
    // A day that is spent ends before the next one begins, and with each day whole lists are read
    // again: so a story is the same at whatever hour it is told.
    hours: 30,
  }
}

/** The stories that only the long command plays: each fault by itself, in a world of its own. */
export function eachAlone(): [string, Schedule][] {
  return [
    ...Object.keys({ ...ANSWERS, ...WIRES }).map(alone((name) => storyOf([[name]]))),
    ...Object.keys(OUTAGES).map(alone((name) => storyOf([[], [name], [name]]))),
    ...CLOCKS.map((hours): [string, Schedule] => [`a clock off by ${hours}`, clocks(hours)]),
  ]
}

function alone(make: (name: string) => Schedule) {
  return (name: string): [string, Schedule] => [name, make(name)]
}

/** Three runs, our clock ahead of the vendor's by this much. */
export function clocks(skewHours: number): Schedule {
  return scheduled([{ hours: 20 }, { hours: 30 }, { hours: 5 }], { skewHours })
}

/** A token that expires in the middle of a run, and what happens to its renewal. */
export function renewal(fault: Fault): Schedule {
  return scheduled([{ faults: [EXPIRED, { match: { path: tokenPath }, ...fault }] }])
}

/** A process killed between the vendor's rotation of the tokens and their storing. */
export function killedRenewal(): Schedule {
  const crash = { how: 'kill', at: 'request', nth: 12, when: 'after' } as const
  return scheduled([{ faults: [EXPIRED], crash }])
}
