import type { Fault, ProxyFault } from '../sandbox/index.ts'
import type { Random } from '../sandbox/random.ts'
import { espNamed, type Esp, type EspName } from './esps/index.ts'
import { isAsked, outage, palette, type Asked, type Outage } from './palette.ts'

/** Where a process dies or one operation fails: the nth statement or request of a round. */
export interface Crash {
  /** kill: nothing of the process goes on. fail: this one operation fails, as if the line broke. */
  how: 'kill' | 'fail'
  at: 'statement' | 'request'
  nth: number
  /** after: it was carried out, and nobody heard of it (an unknown commit, a lost answer). */
  when: 'before' | 'after'
}

/** One stretch of the story: time passes, faults are there, the schedule does what is due. */
export interface Round {
  hours: number
  faults: Fault[]
  outage: Outage | null
  /** Set before the nth request of the round. */
  wire: { nth: number; fault: ProxyFault } | null
  crash: Crash | null
  /** The vendor's clock goes on in the middle of the run: rows arrive while pages are read. */
  drift: { nth: number; hours: number } | null
  /**
   * The worker is stopped past its lease at the nth request and another takes the run up. It comes
   * back when the other has ended (zombie), or at once (race).
   */
  rival: { nth: number; how: 'zombie' | 'race' } | null
  /** What goes wrong on the way of news that comes without being asked for, by name. */
  troubles: string[]
}

/** Everything of a run that is left to chance. The same seed and ESP give the same schedule. */
export interface Schedule {
  seed: number
  esp: EspName
  /** inline: simulated processes on one database. child: real ones, killed by the kernel. */
  kind: 'inline' | 'child'
  rowsPerPage: number
  /** Our clock is ahead of the vendor's by this much; negative: behind. */
  skewHours: number
  rounds: Round[]
  /** Each fault of it is there for its own sake, and must meet a request. */
  isStory?: boolean
}

/** A round in which nothing goes wrong. */
export const QUIET: Round = {
  hours: 2,
  faults: [],
  outage: null,
  wire: null,
  crash: null,
  drift: null,
  rival: null,
  troubles: [],
}

/** A schedule of these rounds alone, in a world whose reports have many pages. */
export function scheduled(
  rounds: Partial<Round>[],
  more: Partial<Omit<Schedule, 'rounds'>> = {},
): Schedule {
  return {
    seed: 38,
    esp: 'constant-contact',
    kind: 'inline',
    rowsPerPage: 4,
    skewHours: 0,
    ...more,
    rounds: rounds.map((round) => ({ ...QUIET, ...round })),
  }
}

/** Child runs cost seconds where inline ones cost a moment. */
const CHILD_SHARE = 1 / 12
const ROUNDS_MAX = 4
const STATEMENTS_SPAN = 700
const REQUESTS_SPAN = 70
/** What is asked of nobody takes fewer statements. */
const UNASKED_STATEMENTS_SPAN = 150

/** The schedule of a seed with an ESP. */
export function scheduleOf(seed: number, random: Random, name: EspName = 'constant-contact') {
  const esp = espNamed(name)
  const mayBeChild = random.fork('kind').chance(CHILD_SHARE)
  const rounds = random.fork('rounds')
  const clocks = random.fork('clocks')
  const schedule: Schedule = {
    seed,
    esp: name,
    // A file is brought by somebody: there is no run in which a process could be killed.
    kind: mayBeChild && esp.bring === undefined ? 'child' : 'inline',
    rowsPerPage: clocks.pick([2, 3, 5, 8, 500]),
    skewHours: clocks.weighted([
      [0, 6],
      [clocks.int(1, 20), 2],
      [-clocks.int(1, 20), 2],
      [clocks.int(30, 200), 2],
      [-clocks.int(25, 60), 1],
    ]),
    rounds: Array.from({ length: rounds.int(1, ROUNDS_MAX) }, (_, place) =>
      roundOf(rounds.fork(String(place)), esp),
    ),
  }
  return schedule
}

function roundOf(random: Random, esp: Esp): Round {
  return isAsked(esp) ? askedRound(random, esp) : untoldRound(random, esp)
}

/** Of news that nobody asks for there is no request that could be cut. */
function untoldRound(random: Random, { troubles = [] }: Esp): Round {
  const statement = () => random.int(1, UNASKED_STATEMENTS_SPAN)
  return {
    ...QUIET,
    hours: random.pick([1, 2, 5, 12, 30]),
    troubles: Array.from({ length: random.int(0, 2) }, () => random.pick(troubles)),
    crash: random.chance(0.7) ? { ...crashOf(random), at: 'statement', nth: statement() } : null,
  }
}

function askedRound(random: Random, esp: Asked): Round {
  const isOut = random.chance(0.15)
  return {
    hours: random.pick([1, 2, 5, 12, 30]),
    faults: isOut
      ? []
      : Array.from({ length: random.int(0, 4) }, (_, n) => palette(random.fork(`fault ${n}`), esp)),
    outage: isOut ? outage(random, esp) : null,
    wire: random.chance(0.2) ? { nth: nthRequest(random), fault: wireOf(random) } : null,
    crash: random.chance(0.6) ? crashOf(random) : null,
    drift: random.chance(0.4)
      ? { nth: nthRequest(random), hours: random.pick([0.2, 1, 6, 26]) }
      : null,
    rival: random.chance(0.15)
      ? { nth: nthRequest(random), how: random.pick(['zombie', 'race'] as const) }
      : null,
    troubles: [],
  }
}

function nthRequest(random: Random): number {
  return random.int(1, REQUESTS_SPAN)
}

export function crashOf(random: Random): Crash {
  const at = random.chance(0.7) ? ('statement' as const) : ('request' as const)
  return {
    how: random.chance(0.7) ? 'kill' : 'fail',
    at,
    nth: random.int(1, at === 'statement' ? STATEMENTS_SPAN : REQUESTS_SPAN),
    when: random.pick(['before', 'after'] as const),
  }
}

function wireOf(random: Random): ProxyFault {
  const afterBytes = random.int(0, 3000)
  return random.pick<ProxyFault>([
    { kind: 'refuse' },
    { kind: 'delay', ms: random.int(1, 20) },
    { kind: 'cut', afterBytes },
    { kind: 'reset', afterBytes },
    { kind: 'half-open', afterBytes },
  ])
}
