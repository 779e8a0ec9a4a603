import type { RemoteGroup } from './consent.ts'

/**
 * What happens to a mail, in the words every connector uses. Order is the code stored in the
 * ledger (1 = sent); it is append-only.
 */
export const EVENT_KINDS = [
  'sent',
  'delivered',
  'open',
  'click',
  'forward',
  'bounce',
  'opt_out',
  'complaint',
] as const

export type EventKind = (typeof EVENT_KINDS)[number]

/**
 * What a bounce says. hard: the address does not exist; soft: a passing trouble; full: the mailbox
 * is; block: the receiver refuses this mail or its sender; auto-reply: it arrived, and a program
 * answered; other: none of these, or nothing certain.
 */
export const BOUNCE_CLASSES = ['hard', 'soft', 'full', 'block', 'auto-reply', 'other'] as const

/** By what a mailing goes out; what says nothing of it is e-mail. */
export const CHANNELS = ['email', 'fax'] as const

export type Channel = (typeof CHANNELS)[number]

export type BounceClass = (typeof BOUNCE_CLASSES)[number]

export interface Bounce {
  /** The vendor's own word, kept as it came; a text without addresses (plainDiagnostic). */
  code: string
  /** The connector's reading of it. */
  class: BounceClass
  /** In words, for people. */
  note?: string
  /** The receiver's reply code (RFC 5321), where the vendor tells it: 550. */
  smtp?: number
  /** The enhanced status code (RFC 3463), where the vendor tells it: "5.1.1". */
  enhanced?: string
  /** The vendor says that it sends nothing to this address any more. */
  suppresses?: boolean
}

/** One happening as the vendor tells it, before Homing knows whom or which campaign it concerns. */
export interface FeedbackEvent {
  kind: EventKind
  /** Absent: e-mail. Then address is an e-mail address, otherwise a fax number. */
  channel?: Channel
  /** As the vendor spells it; the ledger decides identity. A fax number best in E.164. */
  address: string
  /** Epoch milliseconds, UTC. Null where the vendor gives no time: the send's is taken, marked. */
  occurredAt: number | null
  /** The vendor's id of the activity (mailing) this belongs to. */
  activity: string
  /** id tells two links with the same address in one mail apart, where the vendor does. */
  link?: { url: string; id?: string }
  /** Of a fax: hard = the number is wrong or no fax; soft = busy, no answer, broken off. */
  bounce?: Bounce
  /** An opt-out's reason, in the person's words. */
  reason?: string
  /** User agent, or the device kind where that is all the vendor tells. */
  agent?: string
  name?: { first?: string; last?: string }
  /** Told of a fax: the e-mail address of the same contact. A number nobody had is then theirs. */
  beside?: string
  /** The vendor's id of the contact, to find it there. Not part of the event's identity. */
  contactId?: string
}

/** A row that could not be read: parked as a problem with the record shown, never thrown away. */
export interface RefusedRow {
  record: unknown
  field: string
  /** A sentence: what is wrong with the field. */
  reason: string
  /** Where it stood among the rows of its page, from 0. */
  place?: number
  /** What the row still tells of itself besides the field at fault; absent = nothing certain. */
  clue?: RowClue
}

/** Enough to know a record again once its fault is gone. */
export interface RowClue {
  /** The vendor's id of the contact: a clue without one is none. */
  contactId: string
  /** Epoch milliseconds; null where the time is what is at fault, or there is none. */
  occurredAt: number | null
  link?: { url: string; id?: string }
}

export interface ReadPage<Row> {
  rows: Row[]
  refused: RefusedRow[]
  /** The rows as the vendor told them, in the page's order: to show what stood around one. */
  records?: readonly unknown[]
}

/**
 * Whom the vendor writes to no more, as it states it outside any campaign. A happening that a
 * campaign's feedback tells as well is told twice, which is no harm.
 */
export interface RemoteSuppression {
  /**
   * Why. Absent: the contact opted out. complaint: a mail was called spam. bounce: nothing arrives
   * there, and the vendor has given it up.
   */
  cause?: 'complaint' | 'bounce'
  /** What an opt-out is about, where it is a part only; absent: everything. */
  group?: RemoteGroup
  /** Absent: e-mail. An opt-out of one never says anything of the other. */
  channel?: Channel
  address: string
  /** Epoch milliseconds. Null where the vendor gives no date. */
  occurredAt: number | null
  /**
   * The earliest moment that can be meant, where the vendor gives a date without its zone
   * (earliestTime). It dates nothing: what is new is asked for since then.
   */
  earliest?: number
  /** An opt-out's, in the person's words. */
  reason: string
  /** Who did it: the contact, or somebody at the account. Vendor's word. */
  by: string
  name?: { first?: string; last?: string }
  /** As FeedbackEvent.beside. */
  beside?: string
  /** The vendor's id of the contact. Not part of the wish's identity. */
  contactId?: string
  /** What we told along with an opt-out of ours (ConsentPart.optOut), come home with it. */
  mark?: string
}

export interface RemoteCampaign {
  id: string
  name: string
  status: 'draft' | 'scheduled' | 'sending' | 'sent' | 'error' | 'removed'
  /** Epoch milliseconds of the vendor's last change, where it tells. */
  updatedAt: number | null
  createdAt: number | null
  /** The mailing it is a copy of, by its id, where the vendor has such. */
  copyOf?: string
  /** As it came, where campaign() is to read it and need not ask again. Never stored. */
  record?: unknown
}

export interface RemoteActivity {
  id: string
  /** The vendor's word for the part it plays: primary_email, resend … */
  role: string
}

export interface RemoteCampaignDetail extends RemoteCampaign {
  subject: string
  fromName: string
  fromAddress: string
  /** Epoch milliseconds of the first send. */
  sentAt: number | null
  /** Only activities that can have feedback. */
  activities: RemoteActivity[]
  /** The mail as HTML; null where there is none of this one. Only where FeedbackPart.tellsHtml. */
  html?: string | null
}

/** The vendor's own totals of one campaign. Absent = the vendor does not tell. */
export interface RemoteTotals {
  campaignId: string
  sent?: number
  delivered?: number
  opens?: number
  uniqueOpens?: number
  clicks?: number
  uniqueClicks?: number
  forwards?: number
  bounces?: number
  optOuts?: number
  complaints?: number
  /** Epoch milliseconds at which the vendor last counted. */
  countedAt: number | null
}

export interface RemoteList {
  id: string
  name: string
  members: number | null
}

export interface RemoteContact {
  id: string
  address: string
  firstName: string
  lastName: string
  jobTitle: string
  company: string
  permission: string
  lists: string[]
  /** Its fax numbers, as far as they can be read, best in E.164. */
  faxes?: readonly string[]
  /** What its other fields hold, by the id of the field: no empty ones, and none of the above. */
  values: Record<string, string>
}
