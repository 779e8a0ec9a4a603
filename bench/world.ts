import type { FeedbackEvent } from '../src/connectors/index.ts'
import { randomFrom } from './random.ts'

/** What the sample world of every measurement is made of; only the number of events differs. */
export const CAMPAIGNS = 40
export const ADDRESSES = 200_000
/** Addresses the firm knows beforehand; the others are first met in the feedback. */
export const KNOWN_ADDRESSES = 180_000
/** They get every campaign in every world, and read it: their timelines are always a full page. */
export const REGULARS = 200

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const FIRST_SENT_AT = Date.UTC(2025, 0, 7, 9)
const CAMPAIGN_EVERY_DAYS = 9
const SENDS_A_SECOND = 20
const LINKS_A_CAMPAIGN = 12

/** Shares of a campaign's events; what is missing to one is lost in rounding. */
const SHARES = {
  sent: 0.45,
  open: 0.35,
  click: 0.1,
  delivered: 0.045,
  bounce: 0.03,
  opt_out: 0.01,
  forward: 0.01,
  complaint: 0.005,
} as const

const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari',
  'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)',
  'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36',
  'Mozilla/5.0',
  'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  'Barracuda Sentinel (EE)',
]
/** How the agents above share the reactions, as running totals: a fifth proxies, few scanners. */
const AGENT_TOTALS = [0.28, 0.5, 0.6, 0.72, 0.78, 0.9, 0.98, 1]
const REASONS = ['too many mails', 'no longer interested', 'never asked for this', '']
const BOUNCES = [
  { code: 'B', class: 'hard', note: 'non-existent address' },
  { code: 'F', class: 'soft', note: 'mailbox full' },
  { code: 'Z', class: 'block', note: 'blocked' },
] as const

/**
 * The address number one to ADDRESSES - 1; the small numbers are the regulars. In one piece, as a
 * page that was parsed has it: put together by the language, it would be so by whoever reads it.
 */
export function addressOf(number: number): string {
  const address = `reader.${number.toString(36).padStart(4, '0')}@firm-${number % 997}.example.com`
  return Buffer.from(address, 'latin1').toString('latin1')
}

export function sentAtOf(campaign: number): number {
  return FIRST_SENT_AT + campaign * CAMPAIGN_EVERY_DAYS * DAY_MS
}

export interface Stream {
  /** Events of all campaigns together. */
  size: number
  seed: number
  batchEvents: number
  /** Connections whose feedback comes side by side; each has its own campaigns. */
  lanes: number
}

/**
 * Every event of a lane's campaigns in the order a first download meets them: campaign by campaign,
 * kind by kind. Made while it is read, so that a long world needs no more memory than a short one.
 */
export function* eventsOf(stream: Stream, lane: number): Generator<FeedbackEvent> {
  for (let campaign = lane; campaign < CAMPAIGNS; campaign += stream.lanes) {
    const random = randomFrom(stream.seed * 1_000 + campaign)
    const events = Math.round(stream.size / CAMPAIGNS)
    const recipients = Math.round(events * SHARES.sent)
    for (const [kind, share] of Object.entries(SHARES) as [keyof typeof SHARES, number][]) {
      for (let count = Math.round(events * share), n = 0; n < count; n += 1) {
        yield eventOf({ kind, n, campaign, recipients, random })
      }
    }
  }
}

/** The same, in portions. */
export function* batchesOf(stream: Stream, lane: number): Generator<FeedbackEvent[]> {
  let batch: FeedbackEvent[] = []
  for (const event of eventsOf(stream, lane)) {
    batch.push(event)
    if (batch.length < stream.batchEvents) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

interface Place {
  kind: keyof typeof SHARES
  /** The event's place among its kind in its campaign. */
  n: number
  campaign: number
  recipients: number
  random: () => number
}

function eventOf(place: Place): FeedbackEvent {
  const { kind, n, campaign, random } = place
  // Sends go to everybody in turn, every other kind comes more often from some than from others.
  const rank = isOnceEach(kind) ? n : Math.floor(place.recipients * random() ** 2)
  const sentAt = sentAtOf(campaign) + Math.floor(rank / SENDS_A_SECOND) * 1_000
  const event: FeedbackEvent = {
    kind,
    address: addressOf(numberOf(campaign, rank)),
    occurredAt: kind === 'sent' ? sentAt : sentAt + delayOf(kind, random),
    activity: activityOf(campaign),
  }
  if (kind === 'open' || kind === 'click') event.agent = agentOf(random())
  if (kind === 'click') {
    event.link = { url: linkOf(campaign, Math.floor(random() ** 2 * LINKS_A_CAMPAIGN)) }
  }
  if (kind === 'bounce') event.bounce = BOUNCES[Math.floor(random() * BOUNCES.length)]!
  if (kind === 'opt_out') event.reason = REASONS[Math.floor(random() * REASONS.length)]!
  return event
}

export function activityOf(campaign: number): string {
  return `activity-${campaign}`
}

function isOnceEach(kind: keyof typeof SHARES): boolean {
  return kind === 'sent' || kind === 'delivered'
}

/** Scatters the ranks over all addresses, differently in each campaign, and never one twice. */
function numberOf(campaign: number, rank: number): number {
  if (rank < REGULARS) return rank
  const others = ADDRESSES - REGULARS
  return REGULARS + ((rank * 7_919 + campaign * 51_407) % others)
}

/** Milliseconds from the send: one reaction in twenty-five within seconds, the others over days. */
function delayOf(kind: keyof typeof SHARES, random: () => number): number {
  if (kind === 'delivered' || kind === 'bounce') return 1_000 + Math.floor(random() * 60_000)
  if (random() < 0.04) return 500 + Math.floor(random() * 9_000)
  return 60_000 + Math.floor(-Math.log(1 - random()) * 20 * HOUR_MS)
}

function agentOf(point: number): string {
  return AGENTS[AGENT_TOTALS.findIndex((total) => point < total)]!
}

function linkOf(campaign: number, number: number): string {
  return `https://www.example.com/letters/${campaign}/article-${number}?utm_source=newsletter`
}
