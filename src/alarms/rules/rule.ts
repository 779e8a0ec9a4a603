import type { About, FactsAbout } from '../facts.ts'

export type Severity = 'at_risk' | 'broken'

/** What a rule found, in plain words. */
export interface Finding {
  /** at_risk: something will go wrong unless somebody acts. broken: it is going wrong. */
  severity: Severity
  sentence: string
  /** What to do, in one sentence. */
  nextStep: string
  whoMustAct: 'you' | 'vendor' | 'homing'
  /** When it gets worse by itself; epoch ms. */
  dueAt?: number
}

interface RuleAbout<A extends About> {
  /** Its identity; never changes. */
  name: string
  /** The alarm's heading. */
  title: string
  about: A
  /** Pure. Null where there is nothing to raise. now: epoch ms. */
  judge(facts: FactsAbout[A], now: number): Finding | null
}

export type Rule = { [A in About]: RuleAbout<A> }[About]
/** A rule about a connection, a campaign, an endpoint, or a month. */
export type RuleOn<A extends About> = RuleAbout<A>
