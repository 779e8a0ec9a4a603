import type { SandboxClock } from './clock.ts'
import type { FaultScript } from './faults/script.ts'
import type { LoggedRequest } from './request-log.ts'
import type { CampaignTruth } from './world/campaign-truth.ts'
import type { VendorName } from './vendors.ts'
import type { WorldDefinition } from './world/definition.ts'
import type { JobEnd } from './world/jobs.ts'
import type { Truth } from './world/truth.ts'
import type { World } from './world/world.ts'

export interface SandboxOptions {
  /** Which vendor is simulated; Constant Contact unless told otherwise. */
  esp?: VendorName
  world?: 'law-firm' | WorldDefinition
  seed?: number
  /** 0 takes any free one. */
  port?: number
  /** When the sandbox clock starts (epoch ms); two weeks ago unless told otherwise. */
  now?: number
  /** Simulated milliseconds in a real one; 0, the usual, stops the clock. */
  speed?: number
  /** The clock never passes this; real time unless told otherwise. */
  ceiling?: () => number
  /** The vendor's limits of pace and quota; on unless told otherwise. */
  enforceLimits?: boolean
  /** A smaller day's quota, to meet its end without ten thousand requests. */
  requestsPerDay?: number
  /** Fewer rows a page than asked for, as a vendor may answer: many pages of a small world. */
  rowsPerPage?: number
  /** The share of recipients who answer a confirmation mail, hours later; usually 0.4. */
  confirmations?: number
  /** The account's "confirmed opt-in": whoever signs up must confirm; off unless told otherwise. */
  confirmedOptIn?: boolean
  /** Life of an access token; never longer than the vendor's. */
  accessTokenSeconds?: number
}

export interface IssuedTokens {
  accessToken: string
  refreshToken: string
  expiresInSeconds: number
}

/** What a recipient does by itself, at once; false when there is nothing to be done. */
export interface Recipients {
  /** Answers the newest confirmation mail. */
  confirm(contactId: string): boolean
  /** Leaves, outside any campaign. */
  optOut(contactId: string, reason?: string): boolean
}

export interface Sandbox {
  url: string
  port: number
  world: World
  clock: SandboxClock
  faults: FaultScript
  requests: readonly LoggedRequest[]
  /** What is entered to connect and known only now, by the name of the connector's setting. */
  settings: Readonly<Record<string, string>>
  /** Tokens that may do everything, as if the account's owner had just approved. */
  issueTokens(clientId?: string): IssuedTokens
  truth(): Truth
  /** What was written, to whom it went, and what was sent as a test. */
  campaigns(): CampaignTruth[]
  /** Switches the limits of pace and quota on or off. */
  enforceLimits(on: boolean): void
  recipients: Recipients
  /** Sends the webhooks that are due by now; answers how many went out. */
  deliver(): Promise<number>
  /** Breaks off an unfinished bulk activity, as a failure or the account owner does. */
  breakOff(activityId: string, state: JobEnd): boolean
  close(): Promise<void>
}
