import type { Fault } from '../sandbox/index.ts'
import { espNamed, type EspName } from './esps/index.ts'
import type { Wire } from './esps/esp.ts'
import { isAsked, knows, type Outage } from './palette.ts'
import { scheduled, type Round, type Schedule } from './schedule.ts'

/** Requests between two faults of one round: the first is over before the next one comes. */
const GAP = 3
const FOR_EVER = 100_000

type StatusFault = Extract<Fault, { kind: 'status' }>

/** Each fault of a vendor's answers, by its name: on its pages of what happened, where not told. */
function answersOf(wire: Wire): Record<string, Fault> {
  const pages = { match: wire.rows, after: 2, times: 3 }
  const nextPages = { match: wire.further, after: 1, times: 2 }
  const answer = (status: number, more: Partial<StatusFault> = {}): Fault => {
    return { ...pages, kind: 'status', status, ...more }
  }
  const given = (faults: Readonly<Record<string, Fault>>) =>
    Object.entries(faults).map(([name, fault]) => [name, { ...pages, ...fault }] as const)
  return {
    '429 with Retry-After in seconds': { ...pages, ...wire.throttled('3') },
    '429 with Retry-After as a date': { ...pages, ...wire.throttled('date+40') },
    '429 that asks for an hour': { ...pages, ...wire.throttled('3600') },
    '429 without a word': { ...pages, kind: 'throttle' },
    '429: the day is spent': { ...pages, times: 1, kind: 'quota' },
    '403 as a throttle': answer(403),
    'a short burst of 5xx': { ...pages, kind: 'server-error', status: 502 },
    '5xx longer than a request is patient': { ...pages, times: 9, kind: 'server-error' },
    '5xx on a campaign': { match: wire.campaign, times: 5, kind: 'server-error' },
    'no answer in time': { ...pages, times: 1, kind: 'timeout' },
    'a reset instead of an answer': { ...pages, kind: 'reset' },
    'a lost answer': { ...pages, kind: 'lost-answer' },
    'a body cut short in the middle of a page': { ...pages, times: 6, kind: 'truncated-body' },
    'a slow body': { ...pages, kind: 'slow-body', totalMs: 60 },
    'HTML with a good status': { ...pages, kind: 'html200' },
    'the same page once more': { ...nextPages, kind: 'duplicate-page' },
    'a next link that points to itself': { ...nextPages, kind: 'self-next' },
    'rows twice on a page': { ...pages, kind: 'duplicate-rows', count: 9 },
    'rows in another order': { ...pages, times: 50, kind: 'reordered-rows' },
    'rows that come late': { ...pages, times: 50, kind: 'late-rows', every: 3 },
    'paging by offset while rows arrive': { ...nextPages, times: 20, kind: 'drifted-rows' },
    'paging by offset while rows go': { ...nextPages, times: 20, kind: 'skipped-rows' },
    'a source that comes back empty': { times: 40, kind: 'empty-source' },
    'a cursor that expired (410)': { ...nextPages, kind: 'status', status: 410 },
    'a cursor that is not valid (400)': { ...nextPages, kind: 'status', status: 400 },
    'an authorisation that ends in the middle': { ...pages, times: 1, kind: 'expired-token' },
    ...Object.fromEntries([
      ...Object.entries(wire.noPages).map(([name, body]) => [name, answer(200, { body })] as const),
      ...given(wire.own),
    ]),
  }
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

const EXPIRED: Fault = { after: 9, times: 1, kind: 'expired-token' }
const CLOCKS = [1, 23, 80, -1, -23, -50]

interface Named {
  answers: Record<string, Fault>
  outages: Readonly<Record<string, Outage>>
  wires: Record<string, WireFault>
  troubles: readonly string[]
}

/** Every fault there is of an ESP, by its name. */
function namedOf(name: EspName): Named {
  const esp = espNamed(name)
  const { troubles = [] } = esp
  if (!isAsked(esp)) return { answers: {}, outages: {}, wires: {}, troubles }
  const known = Object.entries(answersOf(esp.wire)).filter(([, fault]) => knows(esp, fault))
  return { answers: Object.fromEntries(known), outages: esp.wire.outages, wires: WIRES, troubles }
}

/** The names of the faults that one round of a story can hold. */
export function trialsOf(esp: EspName): string[] {
  const { answers, outages, wires, troubles } = namedOf(esp)
  return [...Object.keys({ ...answers, ...outages, ...wires }), ...troubles]
}

/**
 * The schedule of a story: of each round the faults that are there, by their names. Those of one
 * round come one after the other.
 */
export function storyOf(
  rounds: readonly (readonly string[])[],
  esp: EspName = 'constant-contact',
): Schedule {
  const named = namedOf(esp)
  return scheduled(
    rounds.map((names, place) => roundOf(named, names, place === 0)),
    { esp, isStory: true },
  )
}

function roundOf(named: Named, names: readonly string[], isFirst: boolean): Partial<Round> {
  const faults = names.flatMap((name) => named.answers[name] ?? [])
  const outage = names.flatMap((name) => named.outages[name] ?? [])[0]
  const wire = names.flatMap((name) => named.wires[name] ?? [])[0]
  return {
    faults: faults.map((fault, place) => ({ ...fault, after: (fault.after ?? 0) + GAP * place })),
    outage: outage ? { ...outage, fault: { ...outage.fault, times: FOR_EVER } } : null,
    wire: wire === undefined ? null : { nth: isFirst ? NTH_FIRST : NTH_LATER, fault: wire },
    troubles: names.filter((name) => named.troubles.includes(name)),
    // A day that is spent ends before the next one begins, and with each day whole lists are read
    // again: so a story is the same at whatever hour it is told.
    hours: 30,
  }
}

/**
 * The stories that only the long command plays: each fault by itself, in a world of its own. Of
 * several ESPs each fault is played with one of those that know it; another seed takes the next.
 */
export function eachOf(esps: readonly EspName[], seed: number): [string, Schedule][] {
  const byFault = new Map<string, [string, Schedule][]>()
  for (const esp of esps) {
    for (const [fault, schedule] of eachAlone(esp)) {
      const known = byFault.get(fault) ?? []
      byFault.set(fault, [...known, [`${esp}: ${fault}`, schedule]])
    }
  }
  return [...byFault.values()].map((known, place) => known[(place + seed) % known.length]!)
}

function eachAlone(esp: EspName): [string, Schedule][] {
  const { answers, outages, wires, troubles } = namedOf(esp)
  const story = (rounds: (name: string) => string[][]) => (name: string) =>
    [name, storyOf(rounds(name), esp)] satisfies [string, Schedule]
  return [
    ...Object.keys({ ...answers, ...wires }).map(story((name) => [[name]])),
    ...Object.keys(outages).map(story((name) => [[], [name], [name]])),
    ...troubles.map(story((name) => [[name], [name]])),
    ...CLOCKS.map((hours): [string, Schedule] => [
      `a clock off by ${hours}`,
      { ...clocks(hours), esp },
    ]),
  ]
}

/** Three runs, our clock ahead of the vendor's by this much. */
export function clocks(skewHours: number): Schedule {
  return scheduled([{ hours: 20 }, { hours: 30 }, { hours: 5 }], { skewHours })
}

/** A token that expires in the middle of a run, and what happens to its renewal. */
export function renewal(fault: Fault, esp: EspName = 'constant-contact'): Schedule {
  const path = espNamed(esp).wire!.tokenPath!
  return scheduled([{ faults: [EXPIRED, { match: { path }, ...fault }] }], { esp })
}

/** A process killed between the vendor's rotation of the tokens and their storing. */
export function killedRenewal(): Schedule {
  const crash = { how: 'kill', at: 'request', nth: 12, when: 'after' } as const
  return scheduled([{ faults: [EXPIRED], crash }])
}
