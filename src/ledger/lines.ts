import type { EventKind, FeedbackEvent } from '../connectors/index.ts'
import type { AddressRead } from './identify.ts'
import { kindCode } from './kinds.ts'
import { classOfAgent, type AgentClass } from './verdict-rules.ts'

/**
 * What lines of a batch have in common: everything but whom and when. A batch of twenty thousand
 * lines has a few hundred of these, so that what is looked up, hashed or coded is done once each.
 */
export interface Common {
  /** Its place in its batch, from one. */
  readonly number: number
  readonly receiptId: number
  readonly kind: EventKind
  /** The kind as the tables have it. */
  readonly code: number
  readonly activity: string
  readonly link: FeedbackEvent['link']
  readonly bounce: FeedbackEvent['bounce']
  readonly reason: string | undefined
  readonly agent: string | undefined
  /** The vendor gives no time. */
  readonly isTimeless: boolean
  /** The campaign the activity belongs to; 0 until it is matched. */
  campaignId: number
  /** Epoch milliseconds; what a line without a time takes. */
  campaignSentAt: number | null
  /** The natural key, in decimals. */
  key: string
  linkId: number
  /** Of the bounce code or the opt-out reason. */
  detailId: number
  agentId: number
  readonly agentClass: AgentClass
  /** It came by fax, and goes to a fax number. */
  readonly isFax: boolean
}

/** One event on its way, gaining what it lacks step by step. */
export interface Line {
  readonly event: FeedbackEvent
  readonly common: Common
  /** Epoch milliseconds. */
  occurredAt: number | null
  /** 0 until it is identified. */
  addressId: number
  /** What its address is, where the run did not know it. */
  met: AddressRead | null
}

/** An event and the receipt it was read from. */
export interface Arrived {
  receiptId: number
  event: FeedbackEvent
}

/** Makes lines of events; what they have in common comes into commons, each once. */
export function lineMaker(commons: Common[]): (arrived: Arrived) => Line {
  const commonOf = commonsInto(commons)
  return ({ receiptId, event }) => {
    const common = commonOf(receiptId, event)
    return { event, common, occurredAt: event.occurredAt, addressId: 0, met: null }
  }
}

/** Neighbours are mostly alike, in all or in part, so the last one found is looked at first. */
function commonsInto(commons: Common[]): (receiptId: number, event: FeedbackEvent) => Common {
  const root: Branch = new Map()
  let last: Common | null = null
  let near: Branch = root
  return (receiptId, event) => {
    const isNear = last !== null && isOfSameStream(last, receiptId, event)
    if (isNear && isAlike(last!, event)) return last!
    const { kind, activity, link, bounce, agent } = event
    const reason = event.reason || undefined
    const isTimeless = event.occurredAt === null
    if (!isNear) near = [receiptId, kind, activity, isTimeless].reduce(grow, root)
    const isFax = event.channel === 'fax'
    const facts = [agent, link?.url, link?.id, reason, isFax, ...factsOf(bounce)]
    const leaf = facts.reduce(grow, near)
    last = (leaf.get(COMMON) as Common | undefined) ?? null
    if (last !== null) return last
    last = {
      ...{ receiptId, kind, code: kindCode(kind), activity, link, bounce, reason },
      ...{ agent: agent || undefined, agentClass: classOfAgent(agent ?? '') },
      ...{ isTimeless, isFax, campaignId: 0, campaignSentAt: null },
      ...{ key: '', linkId: 0, detailId: 0, agentId: 0 },
      number: commons.length + 1,
    }
    commons.push(last)
    leaf.set(COMMON, last)
    return last
  }
}

function factsOf(bounce: FeedbackEvent['bounce']): unknown[] {
  if (bounce === undefined) return []
  return [bounce.code, bounce.class, bounce.smtp, bounce.enhanced, bounce.suppresses ?? false]
}

function isSameBounce(one: FeedbackEvent['bounce'], other: FeedbackEvent['bounce']): boolean {
  if (one === undefined || other === undefined) return one === other
  const facts = factsOf(other)
  return factsOf(one).every((fact, place) => fact === facts[place])
}

/** A branch for each value met, down to the one thing they all say. */
type Branch = Map<unknown, unknown>

const COMMON = Symbol('common')

function grow(branch: Branch, value: unknown): Branch {
  let next = branch.get(value) as Branch | undefined
  if (next === undefined) branch.set(value, (next = new Map()))
  return next
}

function isOfSameStream(common: Common, receiptId: number, event: FeedbackEvent): boolean {
  return (
    common.receiptId === receiptId
    && common.kind === event.kind
    && common.activity === event.activity
    && common.isTimeless === (event.occurredAt === null)
  )
}

function isAlike(common: Common, event: FeedbackEvent): boolean {
  return (
    common.agent === (event.agent || undefined)
    && common.isFax === (event.channel === 'fax')
    && common.reason === (event.reason || undefined)
    && common.link?.url === event.link?.url
    && common.link?.id === event.link?.id
    && isSameBounce(common.bounce, event.bounce)
  )
}
