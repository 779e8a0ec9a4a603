import type { z } from 'zod'
import type { ActivitiesPart } from './activities.ts'
import type { AudiencePart } from './audience.ts'
import type { ConsentPart } from './consent.ts'
import type { CopiesPart } from './copies.ts'
import type {
  EventKind,
  FeedbackEvent,
  ReadPage,
  RemoteCampaign,
  RemoteCampaignDetail,
  RemoteContact,
  RemoteList,
  RemoteTotals,
} from './feedback.ts'
import type { FieldsPart } from './fields.ts'
import type { FilesPart, HooksPart, SignalsPart } from './hooks/index.ts'
import type { KeysPart } from './keys.ts'
import type { LogPart, VendorLogs } from './log-file.ts'
import type { MailingsPart } from './mailings.ts'
import type { Pace } from './pace.ts'
import type { PeoplePart } from './people.ts'
import type { Sources } from './sources.ts'
import type { SuppressionsPart } from './suppressions.ts'
import type { TotalDefinitions } from './totals.ts'
import type { ValidityPart } from './validity.ts'
import type { ErrorRow, VendorHttp } from './vendor-http.ts'
import type { SqlPart, VendorSql } from './vendor-sql.ts'

/**
 * A connector speaks one vendor's API and knows nothing of the database. Few parts are required;
 * each optional part that is present *is* a capability: the matrix in the docs and the buttons on
 * the screens are made from it.
 */
export interface Connector {
  /** Folder name and identity, such as "constant-contact". Never changes. */
  id: string
  title: string
  /** Absent: an ESP. A CRM is the master of its people; its word on consent is a CRM's. */
  system?: 'crm'
  /** Where what it can do is written, and why it cannot do the rest. */
  sources: Sources
  /** What is needed besides the authorisation, as a schema: form, validation and docs follow. */
  settings: z.ZodObject
  /** Present where the vendor authorises by OAuth2. */
  oauth2?: OAuth2Part
  /** Present where it does not: what is entered proves who asks, or opens a session. */
  keys?: KeysPart
  /** Nothing is asked of anybody in its name: a connection is active without tokens. */
  needsNoGrant?: boolean
  /** The vendor's published pace, and whose budget is spent (hashed before it is stored). */
  pace(settings: Settings): Pace
  /** How many requests of a day the account allows, where an answer says so; null: it does not. */
  dayIn?(headers: Headers): number | null
  errors: readonly ErrorRow[]
  /**
   * How answers are parsed for the table of errors, where they are no JSON. What it throws means:
   * no body that could be looked at.
   */
  parse?(body: Uint8Array): unknown
  /** The base URLs this connection may call; every request must lie under one of them. */
  baseUrls(settings: Settings): string[]
  /** Present where a database is asked, and no API; then there are no base URLs. */
  sql?: SqlPart
  check(vendor: Vendor): Promise<Health>
  feedback?: FeedbackPart
  hooks?: HooksPart
  /** In its place where deliveries prove nothing, and only say where to look. */
  signals?: SignalsPart
  files?: FilesPart
  log?: LogPart
  /** Present where how its bytes are read depends on the settings: the parts that read, by them. */
  readAs?(settings: Settings): Partial<Pick<Connector, ReadBySettings>>
  /** Present where how its bytes are read is made by people: a mapping, kept by versions. */
  readBy?: ReaderPart
  totals?: TotalsPart
  suppressions?: SuppressionsPart
  lists?: AccountPart<RemoteList>
  contacts?: AccountPart<RemoteContact>
  /** Present where people can leave categories that are no lists, and the vendor lists them. */
  categories?: CategoriesPart
  consent?: ConsentPart
  /** Present where it keeps that nothing arrives at an address; beside consent. */
  validity?: ValidityPart
  audience?: AudiencePart
  fields?: FieldsPart
  mailings?: MailingsPart
  /** In its place where content cannot be told, and a mailing of the ESP's own can be copied. */
  copies?: CopiesPart
  /** Present where people come from here. */
  people?: PeoplePart
  /** Present where what targets did is told. */
  activities?: ActivitiesPart
}

type ReadBySettings =
  'contacts' | 'feedback' | 'files' | 'hooks' | 'log' | 'people' | 'suppressions'

/** A reader that is made by people, and by what. */
export interface ReaderPart {
  schema: z.ZodType
  /** The parts that read, by a mapping of that schema in one of its versions. */
  bind(mapping: unknown, version: number): Required<Pick<Connector, 'files' | 'hooks'>>
}

/** Settings that are not secret, as stored: base URLs, client id … */
export type Settings = Record<string, unknown>

/** An open line to one account at the vendor. */
export interface Vendor {
  settings: Settings
  http: VendorHttp
  /** Present where the connector has the part. */
  sql?: VendorSql
  /** Absent where nothing on this machine's disk may be read. */
  logs?: VendorLogs
  /** Epoch milliseconds. */
  now(): number
  /** What was told when the tokens were given, where it is known: a hint for check(), no proof. */
  granted?: { scopes: string[] | null; hasRefreshToken: boolean }
}

export interface OAuth2Part {
  /** The consent page. Absent: nobody is sent to one, and signIn says how tokens are had. */
  authorizeUrl?(settings: Settings): string
  tokenUrl(settings: Settings): string
  clientId(settings: Settings): string
  /** Where the client's id and secret go: the header, as RFC 6749 wants it, or the form. */
  clientIn?: 'header' | 'form'
  /** Present where a user name and a (secret) password are exchanged for tokens: their settings. */
  signIn?: { userKey: string; passwordKey: string }
  /** How many tokens may be asked for in an hour, where the vendor limits that. */
  callsPerHour?: { max: number; source: string }
  /** How long a refresh token lives unused, where the vendor says so: then it needs a person. */
  refreshTokenLife?: { idleDays: number; source: string }
  /** Asked for all at once; check() names each one that is missing from the grant. */
  scopes: { name: string; why: string }[]
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
  /** How many rows the whole collection has at this moment, where the vendor tells it. */
  total?: number
}

export interface FeedbackPart {
  kinds: readonly EventKind[]
  /** Which of them an activity can have, where not each has all: a fax is not opened. Pure. */
  kindsOf?(activity: string): readonly EventKind[]
  campaigns(vendor: Vendor, since: number | null): AsyncIterable<RemoteCampaign[]>
  /** listed: what campaigns() told of it in this run, where it did. */
  campaign(
    vendor: Vendor,
    campaignId: string,
    listed?: RemoteCampaign,
  ): Promise<RemoteCampaignDetail>
  /** campaign() tells the mail's HTML, of each mail that has any. */
  tellsHtml?: true
  /**
   * newest_first: news stands on the first pages, so a walk may stop where rows are known.
   * unstated: it may stand anywhere, so all is read, unless the total says that nothing came.
   */
  order: 'newest_first' | 'unstated'
  /** cursor: null for the first page, or a next of an earlier page. */
  page(vendor: Vendor, ask: FeedbackAsk, cursor: string | null): Promise<RawPage>
  /** Pure: the same bytes give the same rows. Throws Failure('unreadable') for no page at all. */
  read(body: Uint8Array, ask: FeedbackAsk): ReadPage<FeedbackEvent>
  /** Name and version of read ("vendor/tracking@1"), stored with each receipt. */
  reader: string
  /**
   * Whom the ESP itself left out of an activity, though they were on its lists; cursor as in page.
   * Absent: it does not tell.
   */
  leftOut?(vendor: Vendor, activity: string, cursor: string | null): Promise<LeftOutPage>
  /** Absent where a person cannot put right what is wrong with a row. */
  mend?: MendPart<FeedbackEvent, FeedbackAsk>
  /** How long after a send its feedback can still be read; the retention clock runs by it. */
  retention?: Retention
}

/** Addresses as they came; null: there are no more. */
export interface LeftOutPage {
  addresses: string[]
  next: string | null
}

export interface Retention {
  days: number
  /** False: the vendor does not say, and the number is a careful guess. */
  isDocumented: boolean
  source: string
}

/** How a person's correction of one field of a refused row is read. */
export interface MendPart<Row, Ask> {
  /** Fields that can be put right (a path with dots inside the row), and what each holds. */
  fields: Readonly<Record<string, MendableField>>
  /** Pure: reads one row as read does, after the field was put right. */
  readRecord(record: unknown, ask: Ask): ReadPage<Row>
}

/** address: one bare e-mail address. time: a moment, written as the vendor writes it, ISO 8601. */
export type MendableField = 'address' | 'time'

export interface FeedbackAsk {
  activity: string
  kind: EventKind
}

export interface TotalsPart {
  /** At most batchMax campaigns a call. */
  batchMax: number
  read(vendor: Vendor, campaignIds: string[]): Promise<RemoteTotals[]>
  /** What each total counts. One without a definition is shown, and not reconciled. */
  definitions: TotalDefinitions
  /**
   * The same totals by activity, where the vendor tells them: what a campaign has more than its
   * activities together belongs to one nobody told us of. campaignId is then the activity's id.
   */
  ofActivities?: {
    batchMax: number
    read(vendor: Vendor, activityIds: string[]): Promise<RemoteTotals[]>
  }
}

/** What an account holds, page by page. Everything is there once next is null. */
export interface AccountPart<Row> {
  /** cursor: null for the first page, or a next of an earlier page. */
  page(vendor: Vendor, cursor: string | null): Promise<RawPage>
  /** Pure. Throws Failure('unreadable') for no page at all. */
  read(body: Uint8Array): ReadPage<Row>
}

/** Categories people can leave: a RemoteGroup of the kind category has one of these ids. */
export interface CategoriesPart {
  /** All of them; there are few. Throws Failure: of one that refuses, those known stay known. */
  list(vendor: Vendor): Promise<RemoteCategory[]>
}

export type RemoteCategory = Pick<RemoteList, 'id' | 'name'>
