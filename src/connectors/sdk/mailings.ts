import type { z } from 'zod'
import type { Vendor } from './connector.ts'
import type { RemoteActivity, RemoteCampaign } from './feedback.ts'

/**
 * How campaigns are made at an ESP. A verb that is there is a capability; what a vendor has no way
 * for is absent, and a person does it there. Verbs throw Failure; those that read are repeated
 * without harm, and none of the others is ever repeated unasked after an answer that was lost.
 */
export interface MailingsPart {
  /** What this ESP wants of a campaign beyond what every one has, as a schema: the form follows. */
  fields: z.ZodObject
  limits: MailingLimits
  /** How the ESP behaves, in sentences for people, shown beside the form. */
  rules: readonly string[]
  /** What a new campaign's content begins with. */
  blankHtml: string
  /** Pure: what the ESP would refuse, or count wrongly. Empty: it can be told. */
  lacks(mailing: Mailing): MailingLack[]
  /** Pure: the personal tags of a text, in order, each once. */
  tags(text: string): MailingTag[]
  /** The addresses the account may send from. */
  senders(vendor: Vendor): Promise<MailingSender[]>
  /** A draft with its content; what the ESP does not want twice is told as such. */
  create(vendor: Vendor, mailing: Mailing): Promise<{ id: string } | NameTaken>
  /**
   * As the ESP holds it now; null where it has none of that id. Where a draft is sent under an id
   * of its own, what is sent, under that id: it is known by the name the draft has there.
   */
  read(vendor: Vendor, id: string, name: string): Promise<RemoteMailing | null>
  /**
   * The one campaign of that name; null where it is free. Absent: nothing finds one. Of a draft
   * whose making was not answered another is then made, and nobody sends the first.
   */
  find?(vendor: Vendor, name: string): Promise<RemoteMailing | null>
  /**
   * Brings a draft's content and name up to date, and leaves its audience as it is. Absent: what
   * changes becomes another draft.
   */
  update?(vendor: Vendor, held: RemoteMailing, mailing: Mailing): Promise<NameTaken | undefined>
  /**
   * Sets the lists it goes to, by their ids. Absent: they are told with the schedule, or a person
   * chooses them at the ESP.
   */
  setLists?(vendor: Vendor, held: RemoteMailing, lists: readonly string[]): Promise<void>
  /** The ESP knows a campaign's lists only once it is scheduled: they go along with that. */
  tellsListsWhenSent?: boolean
  sendTest?: {
    addressesMax: number
    perDay: number
    call(vendor: Vendor, held: RemoteMailing, ask: TestAsk): Promise<void>
  }
  /** Absent: see launch; else a person sends it at the ESP. */
  schedule?(vendor: Vendor, held: RemoteMailing, how: Sending): Promise<void>
  /** In place of schedule, where nobody can ask how a campaign stands. */
  launch?: LaunchVerb
  /** Absent: a person takes a schedule back at the ESP. */
  unschedule?(vendor: Vendor, held: RemoteMailing): Promise<void>
  /** Takes away a draft. Absent: a person does, at the ESP. */
  remove?(vendor: Vendor, held: RemoteMailing): Promise<void>
}

/**
 * How an ESP sends that tells nobody how a campaign stands: at once, and at most once. What became
 * of the call is what was answered, and Homing keeps it; after a lost answer a person has to look.
 */
export interface LaunchVerb {
  /** What comes before, the lists among it. Nothing of it sends: it may be done again. */
  prepare(vendor: Vendor, held: RemoteMailing, lists: readonly string[]): Promise<void>
  /**
   * Sends it. Throws a Failure of another kind than temporary or unreadable only where it is
   * certain that nothing was sent.
   */
  call(vendor: Vendor, held: RemoteMailing): Promise<void>
}

/** Another campaign of the account has the name already. */
export type NameTaken = 'name_taken'

export interface MailingLimits {
  nameChars: number
  fromNameChars: number
  addressChars: number
  preheaderChars: number
  htmlChars: number
}

/** What a campaign is made of, as it is wished. */
export interface Mailing {
  name: string
  subject: string
  preheader: string
  fromName: string
  fromAddress: string
  replyTo: string
  html: string
  /** As the part's fields say; a field without a value is absent. */
  fields: Readonly<Record<string, unknown>>
}

/** One field that is missing or not as the ESP takes it: a sentence, and what to do. */
export interface MailingLack {
  /** A field of Mailing; of the ESP's own: fields.name. */
  field: string
  sentence: string
  remedy: string
}

/** A place in the text that the ESP fills for each reader. */
export interface MailingTag {
  /** As it stands in the text. */
  text: string
  name: string
  /** unknown: nobody documents it, so it may reach the reader as it stands. */
  kind: 'contact' | 'custom' | 'system' | 'unknown'
  /** What stands there for somebody of whom the ESP knows nothing; null: nothing does. */
  fallback: string | null
}

export interface MailingSender {
  address: string
  /** The ESP sends from confirmed addresses only. */
  isConfirmed: boolean
}

/** How a campaign is to be sent. What the ESP holds of it already may stand here once more. */
export interface Sending {
  /** Epoch milliseconds, or at once. */
  at: number | 'now'
  mailing: Mailing
  /** By their ids. */
  lists: readonly string[]
}

export interface TestAsk {
  addresses: readonly string[]
  message: string
}

/** A campaign as an ESP holds it now. */
export interface RemoteMailing {
  id: string
  name: string
  status: RemoteCampaign['status']
  /** Epoch milliseconds, by the vendor's clock. */
  updatedAt: number | null
  activities: RemoteActivity[]
  /** Null: it was made in the ESP's own editor, or removed, so its content cannot be told. */
  content: Omit<Mailing, 'name'> | null
  lists: readonly string[]
  /**
   * What the ESP takes and does not tell, by the fields of a MailingLack: of these, what it was
   * told last counts as held. Absent: it tells all.
   */
  untold?: readonly string[]
  /** Whom it goes to besides, in words: a segment of the ESP's own. */
  otherAudience: string | null
  /** It only stands for what is to be sent: the mailing at the ESP that a copy is made of. */
  isMaster?: true
  /** Epoch milliseconds; null while it is not scheduled. */
  scheduledFor: number | null
  /** As it came: the verbs write back what they do not change. Never stored. */
  record: unknown
}
