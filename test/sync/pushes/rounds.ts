import { PUSH_WAITS_MS } from '../../../src/outbox/index.ts'
import { fc } from '../../property.ts'
import type { Trouble } from './wire.ts'

/** Contacts of the ESP and people it has never heard of, from whom every round chooses. */
export const KNOWN = 18
export const STRANGERS = 6
const who = fc.nat(KNOWN + STRANGERS - 1)
const some = fc.uniqueArray(who, { maxLength: 20 })

/** What may speak against somebody, as it arrives. */
export type Objection = 'opts_out' | 'leaves_topic' | 'complains' | 'suppressed' | 'leaves_there'

export interface Arrival {
  who: number
  what: Objection
  /** Between the plan and the first call (0), or after so many calls. */
  after: number
}

export interface Round {
  /** Edits of a list of the firm's own, which fills the first list of the ESP. */
  puts: number[]
  takes: number[]
  /** Whom somebody chooses one by one for the second list. */
  chosen: number[]
  isExact: boolean
  /** Gets another address. */
  moves: number | null
  /** Comes back: an opt-out lifted with evidence, off the suppression list. */
  returns: number | null
  arrivals: Arrival[]
  /** By the number of the call in this round. */
  troubles: { call: number; trouble: Trouble }[]
}

const arrival: fc.Arbitrary<Arrival> = fc.oneof(
  fc.record({
    who,
    what: fc.constantFrom('opts_out' as const, 'leaves_topic', 'complains', 'suppressed'),
    after: fc.nat(4),
  }),
  // What the ESP alone knows: it puts nobody on who left there before the job.
  fc.record({ who, what: fc.constant('leaves_there' as const), after: fc.constant(0) }),
)

const match = { path: '/v3/' }
const times = fc.integer({ min: 1, max: 5 })
const afterBytes = fc.nat(400)
const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  fc.record({
    at: fc.constant('esp' as const),
    fault: fc.oneof(
      fc.record({
        kind: fc.constantFrom(
          'lost-answer' as const,
          'throttle',
          'reset',
          'truncated-body',
          'html200',
          'repeated-request',
        ),
        match: fc.constant(match),
        times,
      }),
      fc.record({
        kind: fc.constant('server-error' as const),
        applied: fc.boolean(),
        match: fc.constant(match),
        times,
      }),
    ),
  }),
  fc.record({
    at: fc.constant('wire' as const),
    fault: fc.oneof(
      fc.record({ kind: fc.constantFrom('cut' as const, 'reset', 'half-open'), afterBytes }),
      fc.constant({ kind: 'refuse' as const }),
    ),
  }),
  fc.record({
    at: fc.constant('worker' as const),
    dies: fc.constantFrom('before' as const, 'after'),
  }),
)

/** One job may meet them all, and is tried this often and once more before it is given up. */
const FAILURES_MAX = PUSH_WAITS_MS.length

function failures(troubles: Round['troubles']): number {
  const times = troubles.map(({ trouble }) => (trouble.at === 'esp' ? trouble.fault.times : 1) ?? 1)
  return times.reduce((sum, one) => sum + one, 0)
}

export const anyRound: fc.Arbitrary<Round> = fc.record({
  puts: some,
  takes: some,
  chosen: fc.uniqueArray(who, { minLength: 1, maxLength: 20 }),
  isExact: fc.boolean(),
  moves: fc.option(who, { freq: 2 }),
  returns: fc.option(who, { freq: 2 }),
  arrivals: fc.array(arrival, { maxLength: 5 }),
  troubles: fc
    .array(fc.record({ call: fc.integer({ min: 1, max: 6 }), trouble }), { maxLength: 3 })
    .filter((troubles) => failures(troubles) <= FAILURES_MAX),
})
