import { CampaignChange } from './campaign-change.ts'
import { sendsToJudgeBy, sumOf, tallyOf, KIND, type Tallied, type Tally } from './tally.ts'
import { judge, type Reason, type Reasons } from './verdict-rules.ts'

/** An open or click that no person made. */
export interface Verdict {
  event: Tallied
  reason: Exclude<Reason, null>
}

/** One campaign, one link of it, one address. Times are epoch milliseconds. */
export interface LinkTally {
  campaignId: number
  linkId: number
  addressId: number
  clicks: number
  humanClicks: number
  firstAt: number
  lastAt: number
}

/** What new events amount to: rows to write, and what is to be added to rows that are there. */
export interface Fold {
  /** Recipients that were not there before, with their clicked links. */
  made: Tally[]
  madeLinks: LinkTally[]
  /** Recipients that were there; their links are what is to be added. */
  continued: Continued[]
  continuedLinks: LinkTally[]
  /** Recipients that can only be told from all their events; of rows, none here are theirs. */
  again: Again[]
  verdicts: Verdict[]
  changes: Changes
}

/** A recipient that goes on from what it was. */
export interface Continued {
  before: Tally
  now: Tally
}

/** By campaign. */
export type Changes = Map<number, CampaignChange>

/** A recipient to be read again; its events lie between the two moments, epoch milliseconds. */
export interface Again {
  before: Tally
  firstAt: number
  lastAt: number
}

/** Recipients as they were before, by campaign and address. */
export class Before {
  readonly #tallies = new Map<number, Map<number, Tally>>()

  add(tally: Tally): void {
    const { campaignId, addressId } = tally
    if (!this.#tallies.has(campaignId)) this.#tallies.set(campaignId, new Map())
    this.#tallies.get(campaignId)!.set(addressId, tally)
  }

  of(campaignId: number, addressId: number): Tally | null {
    return this.#tallies.get(campaignId)?.get(addressId) ?? null
  }
}

/**
 * Folds new events, in the order of address and time, into recipients, verdicts, links and what
 * changes for their campaigns, which is added to changes. Otherwise pure; the result is what all
 * events of these recipients together would give, or the recipient is to be read again.
 */
export function fold(
  events: readonly Tallied[],
  before: Before,
  changes: Changes = new Map(),
): Fold {
  const folded = emptyFold(changes)
  for (const recipient of recipientsAmong(events)) {
    const { campaignId } = recipient[0]!.common
    const change = changeOf(folded.changes, campaignId)
    for (const event of recipient) change.happened(event)
    foldRecipient(folded, recipient, before.of(campaignId, recipient[0]!.addressId))
  }
  return folded
}

/** A fold of nothing yet; what changes for campaigns is added to changes. */
export function emptyFold(changes: Changes): Fold {
  return {
    ...{ made: [], madeLinks: [], continued: [], continuedLinks: [], again: [], verdicts: [] },
    changes,
  }
}

/** Folds all there is of one recipient anew; before is what it was counted as. */
export function foldAnew(folded: Fold, events: readonly Tallied[], before: Tally | null): void {
  const reasons = judge(events)
  const now = tallyOf(events, reasons)
  folded.made.push(now)
  const { isFax } = events[0]!.common
  changeOf(folded.changes, now.campaignId).turn(before, now, isFax)
  noteReactions(folded, events, { reasons, links: folded.madeLinks })
}

/** What changes for a campaign; begun where nothing was known of it. */
export function changeOf(changes: Changes, campaignId: number): CampaignChange {
  let change = changes.get(campaignId)
  if (change === undefined) changes.set(campaignId, (change = new CampaignChange()))
  return change
}

function foldRecipient(folded: Fold, events: readonly Tallied[], before: Tally | null): void {
  if (before === null) return foldAnew(folded, events, null)
  const sends = sendsToJudgeBy(before, events)
  if (sends === null) {
    folded.again.push(spanOf(before, events))
    return
  }
  const reasons = judge(events, sends)
  const now = sumOf(before, tallyOf(events, reasons))
  folded.continued.push({ before, now })
  changeOf(folded.changes, now.campaignId).turn(before, now, events[0]!.common.isFax)
  noteReactions(folded, events, { reasons, links: folded.continuedLinks })
}

function spanOf(before: Tally, events: readonly Tallied[]): Again {
  const known = [...before.first, ...before.last].filter((at) => at !== null)
  return {
    before,
    firstAt: Math.min(...known, events[0]!.occurredAt!),
    lastAt: Math.max(...known, events.at(-1)!.occurredAt!),
  }
}

function noteReactions(
  folded: Fold,
  events: readonly Tallied[],
  { reasons, links }: { reasons: Reasons; links: LinkTally[] },
): void {
  if (reasons === null) return
  const own = new Map<number, LinkTally>()
  events.forEach((event, place) => {
    const { code, linkId, campaignId } = event.common
    const reason = reasons[place]!
    if (reason !== null) {
      folded.verdicts.push({ event, reason })
      changeOf(folded.changes, campaignId).judged(code, event.occurredAt!, reason, 1)
    }
    if (code - 1 !== KIND.click || linkId === 0) return
    const at = event.occurredAt!
    let link = own.get(linkId)
    if (link === undefined) {
      const { addressId } = event
      link = { campaignId, linkId, addressId, clicks: 0, humanClicks: 0, firstAt: at, lastAt: at }
      own.set(linkId, link)
    }
    link.clicks += 1
    if (reason === null) link.humanClicks += 1
    link.lastAt = at
  })
  links.push(...own.values())
}

/** The events of each recipient: neighbours where an address got one campaign, else sorted out. */
export function* recipientsAmong(events: readonly Tallied[]): Generator<Tallied[]> {
  for (let from = 0, to = 0; from < events.length; from = to) {
    const { addressId } = events[from]!
    const { campaignId } = events[from]!.common
    let isOne = true
    for (to = from; to < events.length && events[to]!.addressId === addressId; to++) {
      if (events[to]!.common.campaignId !== campaignId) isOne = false
    }
    const ofAddress = events.slice(from, to)
    if (isOne) yield ofAddress
    else yield* byCampaign(ofAddress)
  }
}

function byCampaign(events: readonly Tallied[]): Iterable<Tallied[]> {
  const groups = new Map<number, Tallied[]>()
  for (const event of events) {
    const { campaignId } = event.common
    const group = groups.get(campaignId)
    if (group === undefined) groups.set(campaignId, [event])
    else group.push(event)
  }
  return groups.values()
}
