import type { GrantFacts, Quota } from '../connections/index.ts'
import type { Retention } from '../connectors/index.ts'
import type { Overdue } from '../outbox/index.ts'
import type { FailingSchedule } from '../reports/index.ts'

/** What is known of a connection when it is judged. Times in epoch ms. */
export interface ConnectionFacts {
  id: number
  name: string
  /** The vendor, as people call it. */
  vendor: string
  status: 'awaiting_authorisation' | 'active' | 'needs_reauthorisation' | 'paused'
  createdAt: number
  intervalMs: number
  nextRunAt: number | null
  /** When a run of its news (newsKind) last ended well. */
  lastGoodAt: number | null
  /** When such a run last ended, well or not. */
  lastTriedAt: number | null
  /** Runs that failed since one ended well: of one kind, whichever has the most. */
  failedInRow: number
  /** What the last of them said. */
  lastFailure: string | null
  /** A run is under way, and somebody works on it. */
  isRunning: boolean
  /** Last event: when it happened, and when Homing learnt it. */
  lastEventAt: number | null
  lastLearntAt: number | null
  grant: (GrantFacts & { idleDays: number | null }) | null
  quota: (Quota & { waiting: number }) | null
  /** Where the connection is told by a hook: what the vendor or the door says of it. */
  hook?: HookFacts
  /** Opt-outs its system has not acknowledged in time. */
  late?: Overdue
}

/** A hook as the hook door knows it. */
export interface HookFacts {
  /** Since when the vendor no longer calls it, or the door refuses it; null while it works. */
  disabledAt: number | null
  /** Why, in a sentence; empty where nobody told. */
  reason: string
}

/** What is known of a campaign that was sent. Times in epoch ms. */
export interface CampaignFacts {
  id: number
  name: string
  connection: Pick<ConnectionFacts, 'id' | 'name' | 'vendor' | 'status' | 'intervalMs'>
  sentAt: number
  /** All of its feedback was read as of this moment. */
  asOf: number | null
  nextRunAt: number | null
  lastEventAt: number | null
  lastLearntAt: number | null
  retention: Retention | null
  /** Absent where it is too young or too old to be compared with others. */
  feedback?: FeedbackFacts
}

/** A campaign's feedback beside that of the connection's earlier campaigns at the same age. */
export interface FeedbackFacts {
  /** How old the campaign was when all of its feedback was last read. */
  ageMs: number
  /** Sends that came home; and how many the ESP says there were, where it says so. */
  sent: number
  espSent: number | null
  /** Opens, clicks, bounces, opt-outs and complaints, of people and machines. */
  reactions: number
  /** The newest first; each with what had come in when it was as old as this one. */
  earlier: { sent: number; reactions: number }[]
}

/** What is known of a webhook endpoint. */
export interface EndpointFacts {
  id: number
  name: string
  status: 'active' | 'paused' | 'disabled'
  reason: string
}

/** Implied consent that ends in a month, of the days that are looked at ahead. */
export interface MonthFacts {
  /** 202612 is December 2026, in UTC. */
  id: number
  people: number
  firstAt: number
}

/** Everything a rule may look at, by what it is about. */
export interface FactsAbout {
  connection: ConnectionFacts
  campaign: CampaignFacts
  endpoint: EndpointFacts
  month: MonthFacts
  sent_view: FailingSchedule
}
export type About = keyof FactsAbout
