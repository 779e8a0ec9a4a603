import {
  BURST_MS,
  REASONS,
  RULE_VERSION,
  SCAN_MS,
  type Judged,
  type Reasons,
} from './verdict-rules.ts'

/** What a tally looks at of an event; lines on their way are such, and events read again. */
export interface Tallied extends Judged {
  addressId: number
  common: Judged['common'] & { campaignId: number; key: string; detailId: number; isFax: boolean }
}

/**
 * One campaign and one address: how often each kind of event, when first and last. Indexed by the
 * kind's code less one; times are epoch milliseconds.
 */
export interface Tally {
  campaignId: number
  addressId: number
  counts: number[]
  first: (number | null)[]
  last: (number | null)[]
  humanOpens: number
  proxyOpens: number
  humanClicks: number
  /** Of the last bounce, and of the last opt-out. */
  bounceDetailId: number
  optOutDetailId: number
  /** Of the rules its opens and clicks were judged by. */
  ruleVersion: number
}

export const KIND = { sent: 0, delivered: 1, open: 2, click: 3, bounce: 5, optOut: 6 } as const

/**
 * Whether a recipient counts as delivered. Mail: sent and never bounced, for few services tell
 * more. A fax: also where a later call got through, as each failed attempt is told as a bounce.
 */
export function isDelivered({ counts }: Tally, isFax: boolean): boolean {
  if (counts[KIND.sent] === 0) return false
  return counts[KIND.bounce] === 0 || (isFax && counts[KIND.delivered]! > 0)
}

/** The same of a row r of recipients, in SQL. */
export const DELIVERED_SQL = `r.sent > 0 and (r.bounces = 0 or (r.delivered > 0 and exists (
  select from address x where x.workspace_id = r.workspace_id and x.id = r.address_id
    and x.kind = 'fax')))`

/** Tallies the events of one recipient, in the order of time, with what they were judged. */
export function tallyOf(events: readonly Tallied[], reasons: Reasons): Tally {
  const tally: Tally = {
    campaignId: events[0]!.common.campaignId,
    addressId: events[0]!.addressId,
    counts: [0, 0, 0, 0, 0, 0, 0, 0],
    first: [null, null, null, null, null, null, null, null],
    last: [null, null, null, null, null, null, null, null],
    humanOpens: 0,
    proxyOpens: 0,
    humanClicks: 0,
    bounceDetailId: 0,
    optOutDetailId: 0,
    ruleVersion: RULE_VERSION,
  }
  const lastOf = { [KIND.bounce]: null as Tallied | null, [KIND.optOut]: null as Tallied | null }
  for (let place = 0; place < events.length; place++) {
    const event = events[place]!
    const kind = event.common.code - 1
    const at = event.occurredAt!
    tally.counts[kind]! += 1
    tally.first[kind] ??= at
    tally.last[kind] = at
    const reason = reasons === null ? null : reasons[place]!
    if (kind === KIND.open) {
      if (reason === null) tally.humanOpens += 1
      if (reason === REASONS.proxy) tally.proxyOpens += 1
    }
    if (kind === KIND.click && reason === null) tally.humanClicks += 1
    if (kind === KIND.bounce || kind === KIND.optOut) {
      lastOf[kind] = laterOf(lastOf[kind], event)
    }
  }
  tally.bounceDetailId = lastOf[KIND.bounce]?.common.detailId ?? 0
  tally.optOutDetailId = lastOf[KIND.optOut]?.common.detailId ?? 0
  return tally
}

/** What both tell together, of the same recipient; the sends, say, and the opens after them. */
export function sumOf(before: Tally, more: Tally): Tally {
  return {
    campaignId: before.campaignId,
    addressId: before.addressId,
    counts: before.counts.map((count, kind) => count + more.counts[kind]!),
    first: before.first.map((at, kind) => least(at, more.first[kind]!)),
    last: before.last.map((at, kind) => greatest(at, more.last[kind]!)),
    humanOpens: before.humanOpens + more.humanOpens,
    proxyOpens: before.proxyOpens + more.proxyOpens,
    humanClicks: before.humanClicks + more.humanClicks,
    bounceDetailId: laterDetail(KIND.bounce, before, more, 'bounceDetailId'),
    optOutDetailId: laterDetail(KIND.optOut, before, more, 'optOutDetailId'),
    ruleVersion: more.ruleVersion,
  }
}

/**
 * The sends a recipient's new reactions have to be judged with; null where the tally does not tell
 * enough, and the recipient has to be read again from all its events. That is where a new event
 * could change the verdict of an old one or an old one that of a new one, where two have one time
 * and the tally does not say which of them stands for the recipient, or where the rules are others.
 */
export function sendsToJudgeBy(before: Tally, more: readonly Tallied[]): number[] | null {
  const { first, last, counts } = before
  if (before.ruleVersion !== RULE_VERSION) return null
  const within = (kind: number, from: number, to: number) =>
    counts[kind]! > 0 && last[kind]! >= from && first[kind]! <= to
  const sends = counts[KIND.sent]! === 0 ? [] : [first[KIND.sent]!, last[KIND.sent]!]
  const isUncertain = ({ occurredAt, common }: Tallied) => {
    const [at, kind] = [occurredAt!, common.code - 1]
    const isReaction = kind === KIND.open || kind === KIND.click
    if (kind === KIND.sent) {
      return within(KIND.open, at, at + SCAN_MS) || within(KIND.click, at, at + SCAN_MS)
    }
    if (kind === KIND.bounce || kind === KIND.optOut) return last[kind] === at
    if (kind === KIND.click && within(KIND.click, at - BURST_MS, at + BURST_MS)) return true
    return isReaction && counts[KIND.sent]! > 2 && within(KIND.sent, at - SCAN_MS, at)
  }
  if (more.some(isUncertain)) return null
  return sends
}

function laterOf(one: Tallied | null, other: Tallied): Tallied {
  if (one === null || one.occurredAt! < other.occurredAt!) return other
  const order = BigInt(other.common.key) - BigInt(one.common.key)
  if (order !== 0n) return order > 0n ? other : one
  return other.common.detailId > one.common.detailId ? other : one
}

function laterDetail(
  kind: number,
  before: Tally,
  more: Tally,
  name: 'bounceDetailId' | 'optOutDetailId',
): number {
  if (more.last[kind] === null) return before[name]
  return (before.last[kind] ?? -Infinity) > more.last[kind]! ? before[name] : more[name]
}

function least(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other
  return Math.min(one, other)
}

function greatest(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other
  return Math.max(one, other)
}
