import type { z } from 'zod'
import type {
  EventKind,
  FeedbackEvent,
  ReadPage,
  RemoteCampaign,
  RemoteCampaignDetail,
  RemoteContact,
  RemoteList,
  RemoteOptOut,
  RemoteTotals,
} from './feedback.ts'
import type { HooksPart } from './hooks/index.ts'
import type { ErrorRow, VendorHttp } from './vendor-http.ts'

/**
 * A connector speaks one vendor's API and knows nothing of the database. Few parts are required;
 * each optional part that is present *is* a capability: the matrix in the docs and the buttons on
 * the screens are made from it.
 */
export interface Connector {
  /** Folder name and identity, such as "constant-contact". Never changes. */
  id: string
  title: string
  /** What is needed besides the authorisation, as a schema: form, validation and docs follow. */
  settings: z.ZodObject
  /** Present where the vendor authorises by OAuth2. */
  oauth2?: OAuth2Part
  /** The vendor's published pace, and whose budget is spent (hashed before it is stored). */
  pace(settings: Settings): Pace
  errors: readonly ErrorRow[]
  /** The base URLs this connection may call; every request must lie under one of them. */
  baseUrls(settings: Settings): string[]
  check(vendor: Vendor): Promise<Health>
  feedback?: FeedbackPart
  hooks?: HooksPart
  totals?: TotalsPart
  optOuts?: OptOutsPart
  lists?: { read(vendor: Vendor): AsyncIterable<RemoteList[]> }
  contacts?: { read(vendor: Vendor): AsyncIterable<RemoteContact[]> }
}

/** Settings that are not secret, as stored: base URLs, client id … */
export type Settings = Record<string, unknown>

/** An open line to one account at the vendor. */
export interface Vendor {
  settings: Settings
  http: VendorHttp
  /** Epoch milliseconds. */
  now(): number
  /** What was told when the tokens were given, where it is known: a hint for check(), no proof. */
  granted?: { scopes: string[] | null; hasRefreshToken: boolean }
}

export interface OAuth2Part {
  authorizeUrl(settings: Settings): string
  tokenUrl(settings: Settings): string
  clientId(settings: Settings): string
  /** Asked for all at once; check() names each one that is missing from the grant. */
  scopes: { name: string; why: string }[]
}

export interface Pace {
  /** Identifies the budget, for instance the vendor and its client id. Stored hashed. */
  budget: string
  perSecond: number
  perDay: number
  /** At which UTC hour the vendor begins a new day. */
  dayStartsAtUtcHour: number
}

export interface Health {
  ok: boolean
  account: string
  /** One line per thing looked at; the missing scope is named in its own line. */
  checks: { name: string; ok: boolean; sentence: string; remedy?: string }[]
}

/** A page as it came: stored before it is read. */
export interface RawPage {
  body: Uint8Array
  /** Where the next page begins; null at the end. Stored with this page, in one transaction. */
  next: string | null
}

export interface FeedbackPart {
  kinds: readonly EventKind[]
  campaigns(vendor: Vendor, since: number | null): AsyncIterable<RemoteCampaign[]>
  campaign(vendor: Vendor, campaignId: string): Promise<RemoteCampaignDetail>
  /** Newest first. cursor: null for the newest page, or a next of an earlier page. */
  page(vendor: Vendor, ask: FeedbackAsk, cursor: string | null): Promise<RawPage>
  /** Pure: the same bytes give the same rows. Throws Failure('unreadable') for no page at all. */
  read(body: Uint8Array, ask: FeedbackAsk): ReadPage<FeedbackEvent>
  /** Name and version of read, stored with each receipt. */
  reader: string
}

export interface FeedbackAsk {
  activity: string
  kind: EventKind
}

export interface TotalsPart {
  /** At most batchMax campaigns a call. */
  batchMax: number
  read(vendor: Vendor, campaignIds: string[]): Promise<RemoteTotals[]>
}

export interface OptOutsPart {
  page(vendor: Vendor, since: number | null, cursor: string | null): Promise<RawPage>
  read(body: Uint8Array): ReadPage<RemoteOptOut>
  reader: string
}
