import { decide, isOf, strictest, type Channel, type Decision, type Wish } from './decide.ts'

/** How much a firm needs before it writes marketing. */
export type ConsentNeeded = 'none' | 'implied' | 'express'
/** What is known of the wish to be written to. */
export type ConsentState = 'unknown' | 'implied' | 'express' | 'withdrawn'

export interface Question {
  channel: Channel
  /** What somebody needs for a contract or asked for by themselves is transactional. */
  class: 'marketing' | 'transactional'
  /** Null: about nothing in particular. */
  topic: { id: number; consentNeeded: ConsentNeeded } | null
  /** What is needed where there is no topic. */
  consentNeeded: ConsentNeeded
  /** Epoch milliseconds. */
  now: number
}

/** What is known of one address. */
export interface Standing<Fact extends Wish = Wish> {
  /** Null: Homing does not know the address. */
  addressId: number | null
  /** Why nothing arrives there; null where it is good. */
  invalidReason: string | null
  /** Who used it was erased on their request: nobody writes there again. */
  isErased: boolean
  /** A colleague's, and the firm says that colleagues get everything. */
  isExempt: boolean
  /**
   * Who uses it, with the addresses of the same channel each uses now, and who was merged into
   * each.
   */
  users: { personId: number; addressIds: number[]; mergedIds?: number[] }[]
  /** All that was said of the address, of those who use it, and of their other addresses. */
  facts: Fact[]
}

/** Why not, the strictest first. Other programs read these names, so none ever changes. */
export const REFUSALS = [
  'erased',
  'invalid_address',
  'complaint',
  'opted_out',
  'opted_out_address',
  'opted_out_topic',
  'consent_expired',
  'consent_missing',
] as const
export type Refusal = (typeof REFUSALS)[number]
export type Permission = 'transactional' | 'seed' | 'express' | 'implied' | 'no_objection'

export interface Answer<Fact extends Wish = Wish> {
  mayWrite: boolean
  reason: Refusal | Permission
  /** Everything that speaks against it, the strictest first; the first is the reason. */
  refusals: Refusal[]
  state: ConsentState
  /** The fact that decides, where one does. */
  fact: Fact | null
}

/**
 * Whether an address may be written to, and why: the one place that decides it, at the moment of
 * the call. The strictest of all sources holds. A transactional mail is refused only where nothing
 * would arrive. Pure.
 */
export function mayWrite<Fact extends Wish>(
  question: Question,
  standing: Standing<Fact>,
): Answer<Fact> {
  const subjects = subjectsOf(question.channel, standing)
  const wishes = wishesOf(question, subjects)
  const consent = consentOf(question, subjects)
  const refused = objections(question, standing, wishes, consent)
  const [strictestOne] = refused
  const isWithdrawn = Object.values(wishes).some((wish) => wish.isOptedOut)
  return {
    mayWrite: strictestOne === undefined,
    reason: strictestOne?.reason ?? permission(question, standing, consent.state),
    refusals: refused.map((one) => one.reason),
    state: isWithdrawn ? 'withdrawn' : consent.state,
    fact: (strictestOne ?? consent).fact,
  }
}

/** Each list of facts is judged by itself: an opt-in at one address lifts nothing at another. */
interface Subjects<Fact> {
  /** The address. */
  address: Fact[]
  /** The people who use it, each with those merged into them. */
  people: Fact[][][]
  /** Their other addresses: an opt-out there is one of the person. */
  beside: Fact[][]
}

function subjectsOf<Fact extends Wish>(
  channel: Channel,
  { addressId, users, facts }: Standing<Fact>,
): Subjects<Fact> {
  const of = (id: number) => facts.filter((fact) => fact.addressId === id)
  const others = new Set(users.flatMap((user) => user.addressIds))
  if (addressId !== null) others.delete(addressId)
  return {
    address: addressId === null ? [] : of(addressId),
    people: users.map(({ personId, mergedIds = [] }) =>
      [personId, ...mergedIds].map((id) =>
        facts.filter((fact) => fact.personId === id && isOf(fact, channel)),
      ),
    ),
    beside: [...others].map(of),
  }
}

interface Wishes<Fact extends Wish> {
  complaint: Decision<Fact>
  everything: Decision<Fact>
  address: Decision<Fact>
  topic: Decision<Fact>
}

function wishesOf<Fact extends Wish>(
  { topic }: Question,
  { address, people, beside }: Subjects<Fact>,
): Wishes<Fact> {
  const all = [address, ...people.flat(), ...beside]
  const over = (matter: 'everything' | number) =>
    strictest(all.map((facts) => decide(facts, matter)))
  const complaints = all.map((facts) =>
    decide(facts.filter((fact) => fact.optedIn || fact.cause === 'complaint')),
  )
  return {
    complaint: strictest(complaints),
    everything: over('everything'),
    address: decide(address, 'address'),
    topic: topic === null ? { isOptedOut: false, decidingFact: null } : over(topic.id),
  }
}

interface Consent<Fact> {
  state: Exclude<ConsentState, 'withdrawn'>
  /** There was implied consent once, and it has ended. */
  hasExpired: boolean
  fact: Fact | null
}

/**
 * What speaks for writing: the strongest consent of the address or of somebody who uses it. Of
 * those who were merged each has to have given it: else a merge would give somebody another's.
 */
function consentOf<Fact extends Wish>(
  question: Question,
  { address, people }: Subjects<Fact>,
): Consent<Fact> {
  const given = (facts: Fact[]) => consentIn(question, facts)
  const ofPeople = people.map((asOne) => asOne.map(given).sort(byStrength).at(-1)!)
  return [given(address), ...ofPeople].sort(byStrength)[0]!
}

function consentIn<Fact extends Wish>({ topic, now }: Question, facts: Fact[]): Consent<Fact> {
  const given = facts
    .filter((fact) => fact.optedIn && (fact.scope !== 'topic' || fact.topicId === topic?.id))
    .sort((a, b) => b.occurredAt - a.occurredAt)
  const express = given.find((fact) => fact.isExplicit)
  if (express) return { state: 'express', hasExpired: false, fact: express }
  // Implied consent holds as long as the longest of it does.
  const [longest] = given.sort((a, b) => endOf(b) - endOf(a) || b.occurredAt - a.occurredAt)
  if (longest === undefined) return { state: 'unknown', hasExpired: false, fact: null }
  return endOf(longest) > now
    ? { state: 'implied', hasExpired: false, fact: longest }
    : { state: 'unknown', hasExpired: true, fact: longest }
}

/** Far enough away for what has no end: of two such, the difference must be a number. */
function endOf({ expiresAt }: Wish): number {
  return expiresAt ?? Number.MAX_SAFE_INTEGER
}

const STRENGTH = { express: 3, implied: 2, unknown: 0 }

/** The strongest first; of equal ones the newest. */
function byStrength(a: Consent<Wish>, b: Consent<Wish>): number {
  const strength = (one: Consent<Wish>) => STRENGTH[one.state] + (one.hasExpired ? 1 : 0)
  return strength(b) - strength(a) || (b.fact?.occurredAt ?? 0) - (a.fact?.occurredAt ?? 0)
}

/** Everything that speaks against it, in the order of REFUSALS. */
function objections<Fact extends Wish>(
  question: Question,
  standing: Standing<Fact>,
  wishes: Wishes<Fact>,
  consent: Consent<Fact>,
): { reason: Refusal; fact: Fact | null }[] {
  const isMarketing = question.class === 'marketing'
  const isAsked = isMarketing && !standing.isExempt
  const objection = (reason: Refusal, holds: boolean, fact: Fact | null) =>
    holds ? [{ reason, fact }] : []
  const { complaint, everything, address, topic } = wishes
  const needed = question.topic?.consentNeeded ?? question.consentNeeded
  const isMissing =
    isAsked
    && (needed === 'express'
      ? consent.state !== 'express'
      : needed === 'implied' && consent.state === 'unknown')
  return [
    ...objection('erased', isMarketing && standing.isErased, null),
    ...objection('invalid_address', standing.invalidReason !== null, null),
    ...objection('complaint', isMarketing && complaint.isOptedOut, complaint.decidingFact),
    ...objection('opted_out', isAsked && everything.isOptedOut, everything.decidingFact),
    ...objection('opted_out_address', isAsked && address.isOptedOut, address.decidingFact),
    ...objection('opted_out_topic', isAsked && topic.isOptedOut, topic.decidingFact),
    ...objection('consent_expired', isMissing && consent.hasExpired, consent.fact),
    ...objection('consent_missing', isMissing && !consent.hasExpired, null),
  ]
}

function permission(question: Question, standing: Standing, state: ConsentState): Permission {
  if (question.class === 'transactional') return 'transactional'
  if (state === 'express' || state === 'implied') return state
  return standing.isExempt ? 'seed' : 'no_objection'
}
