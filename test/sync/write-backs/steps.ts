import { fc } from '../../property.ts'

export const PEOPLE = 3
/** One of the two ESPs. */
export type At = 'a' | 'b'
/** One of them, or the CRM. */
export type Anywhere = At | 'crm'
/** What a call meets; killed: the worker, before or after it. */
const FAULTS = ['lost-answer', 'reset', 'server', 'killed-before', 'killed-after'] as const

export type Fault = (typeof FAULTS)[number]

export type Step =
  | { do: 'leave' | 'confirm' | 'complain'; at: At; who: number }
  | { do: 'opt_out' | 'lift' | 'leave_topic' | 'join_topic'; who: number }
  | { do: 'page'; who: number; choice: 'leave' | 'return' | 'leave_topic' | 'all' | 'none' }
  | { do: 'import'; who: number; address: number; consent: '' | 'out' | 'implied' | 'express' }
  | { do: 'merge'; who: number; other: number }
  | { do: 'part' }
  | { do: 'correct'; who: number; to: number }
  | { do: 'crm_flag'; who: number; optOut: boolean }
  | { do: 'tell' | 'read' | 'contacts'; at: Anywhere }
  | { do: 'crash'; at: Anywhere; fault: Fault }
  | { do: 'restart' }
  | { do: 'time'; hours: number }

const at = fc.constantFrom<At>('a', 'b')
const anywhere = fc.constantFrom<Anywhere>('a', 'b', 'crm')
const who = fc.nat(PEOPLE - 1)
/** The people's own addresses, then some that nobody has yet. */
const address = fc.nat(PEOPLE + 1)

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('leave' as const, 'confirm', 'complain'), at, who }),
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('opt_out' as const, 'lift', 'lift', 'leave_topic', 'join_topic'),
      who,
    }),
  },
  fc.record({
    do: fc.constant('page' as const),
    who,
    choice: fc.constantFrom('leave' as const, 'return', 'leave_topic', 'all', 'none'),
  }),
  fc.record({
    do: fc.constant('import' as const),
    who,
    address,
    consent: fc.constantFrom('' as const, 'out', 'implied', 'express'),
  }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('merge' as const), who, other: who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('part' as const) }) },
  fc.record({ do: fc.constant('correct' as const), who, to: address }),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('tell' as const, 'tell', 'read', 'contacts'),
      at: anywhere,
    }),
  },
  fc.record({ do: fc.constant('crm_flag' as const), who, optOut: fc.boolean() }),
  fc.record({
    do: fc.constant('crash' as const),
    at: anywhere,
    fault: fc.constantFrom(...FAULTS),
  }),
  fc.record({ do: fc.constant('restart' as const) }),
  fc.record({ do: fc.constant('time' as const), hours: fc.integer({ min: 1, max: 30 }) }),
)

/** Whom a step may bring back: by an explicit word, with evidence; of everybody else it may not. */
export function bringsBack(step: Step): boolean {
  return (
    step.do === 'lift'
    || (step.do === 'page' && (step.choice === 'return' || step.choice === 'all'))
    || (step.do === 'import' && step.consent === 'express')
  )
}

/** Who may lift an opt-out of anything: of everything, or of the topic. */
export function mayLift(step: Step): boolean {
  return bringsBack(step) || step.do === 'join_topic'
}
