import { isDelivered, KIND, type Tallied, type Tally } from './tally.ts'
import { classOfReason, type Reason } from './verdict-rules.ts'

const HOUR_MS = 3_600_000
/** Codes of the kinds that are counted; 0 is delivered as Homing defines it. */
const CODES = [0, 1, 2, 3, 4, 5, 6, 7, 8]

/** What a campaign's count of one kind gains, or loses. */
export interface CountChange {
  people: number
  events: number
  humanPeople: number
  humanEvents: number
  proxyPeople: number
  proxyEvents: number
  firstAt: number | null
  lastAt: number | null
}

/** Of one kind in one hour; at is the hour's beginning, epoch milliseconds. */
export interface HourChange {
  code: number
  at: number
  events: number
  machine: number
  proxy: number
}

/**
 * What changes for a campaign: its recipients as they are now, less as they were before. Added to
 * the counts that are there, so that they are always the sums over the campaign's recipients.
 */
export class CampaignChange {
  /** By kind's code. */
  readonly counts: readonly CountChange[] = CODES.map(() => ({
    people: 0,
    events: 0,
    humanPeople: 0,
    humanEvents: 0,
    proxyPeople: 0,
    proxyEvents: 0,
    firstAt: null,
    lastAt: null,
  }))
  readonly #hours = new Map<number, HourChange>()
  /** People by the code of their last bounce. */
  readonly bounces = new Map<number, number>()

  get hours(): HourChange[] {
    return [...this.#hours.values()].filter(
      ({ events, machine, proxy }) => events !== 0 || machine !== 0 || proxy !== 0,
    )
  }

  /** A recipient changed from what it was, or came to be. */
  turn(before: Tally | null, now: Tally, isFax: boolean): void {
    if (before !== null) this.#add(before, isFax, -1)
    this.#add(now, isFax, 1)
  }

  /** An event was recorded. */
  happened({ occurredAt, common }: Tallied): void {
    this.#hour(common.code, occurredAt!).events += 1
  }

  /** An event was judged no person's; sign -1 takes an earlier verdict back. */
  judged(code: number, at: number, reason: Reason, sign: 1 | -1): void {
    const hour = this.#hour(code, at)
    if (classOfReason(reason) === 1) hour.machine += sign
    if (classOfReason(reason) === 2) hour.proxy += sign
  }

  #hour(code: number, at: number): HourChange {
    const number = Math.floor(at / HOUR_MS)
    const name = number * CODES.length + code
    let hour = this.#hours.get(name)
    if (hour === undefined) {
      hour = { code, at: number * HOUR_MS, events: 0, machine: 0, proxy: 0 }
      this.#hours.set(name, hour)
    }
    return hour
  }

  #add(tally: Tally, isFax: boolean, sign: 1 | -1): void {
    tally.counts.forEach((count, kind) => {
      if (count === 0) return
      const isOpen = kind === KIND.open
      const human = isOpen ? tally.humanOpens : kind === KIND.click ? tally.humanClicks : count
      const proxy = isOpen ? tally.proxyOpens : 0
      this.#count(kind + 1, { count, human, proxy }, tally, sign)
    })
    if (tally.counts[KIND.sent]! > 0) {
      // Its time is the send's.
      const reached = isDelivered(tally, isFax) ? 1 : 0
      this.#count(0, { count: reached, human: reached, proxy: 0 }, tally, sign)
    }
    if (tally.counts[KIND.bounce]! > 0) {
      const { bounceDetailId } = tally
      this.bounces.set(bounceDetailId, (this.bounces.get(bounceDetailId) ?? 0) + sign)
    }
  }

  #count(
    code: number,
    { count, human, proxy }: { count: number; human: number; proxy: number },
    tally: Tally,
    sign: 1 | -1,
  ): void {
    const change = this.counts[code]!
    change.events += sign * count
    change.humanEvents += sign * human
    change.proxyEvents += sign * proxy
    if (count > 0) change.people += sign
    if (human > 0) change.humanPeople += sign
    if (proxy > 0) change.proxyPeople += sign
    const kind = code === 0 ? KIND.sent : code - 1
    change.firstAt = Math.min(change.firstAt ?? Infinity, tally.first[kind]!)
    change.lastAt = Math.max(change.lastAt ?? -Infinity, tally.last[kind]!)
  }
}
