import type { EventKind, FeedbackEvent, ReadPage, RemoteSuppression } from '../feedback.ts'
import type { RowReader } from '../file-rows.ts'
import type { HookScheme } from './prove.ts'

/** What one delivery tells. */
export interface HookPage extends ReadPage<FeedbackEvent> {
  /** Whom the vendor writes to no more, outside any campaign, where it tells of such. */
  suppressions?: RemoteSuppression[]
  /** Where each row stood, then each suppression; absent: one after the other. */
  places?: number[]
  /** The campaigns it speaks of, where nothing lists them: those nobody has heard of are made. */
  campaigns?: NamedCampaign[]
}

/** A campaign as its events name it. */
export interface NamedCampaign {
  /** Its id, and that of its one activity. */
  id: string
  name: string
  /** Epoch milliseconds of the earliest sending that is known. */
  sentAt: number | null
}

/** News that somebody brings in files, cut into pieces. */
export interface FilesPart {
  /** Present where the vendor's files are of one format: nobody has to say how they are read. */
  ownFormat?: {
    /** What they are, as a sentence. */
    sentence: string
    /** Cuts them into rows. */
    rows(): RowReader
  }
  /** Pure. Throws Failure('unreadable') where it is no piece. */
  read(body: Uint8Array): HookPage
  /** Name and version of read, stored with each receipt. */
  reader: string
}

/** News that the vendor sends by itself. Its presence is the capability. */
export interface HooksPart {
  kinds: readonly EventKind[]
  /** How a delivery proves where it comes from. */
  scheme: HookScheme
  /** What somebody enters so that deliveries can be proved, in the vendor's words. */
  keys: {
    /** "Signing secret", "Verification key" … */
    title: string
    /** Where it is found at the vendor. */
    help: string
    /** False where the secret address alone is enough until a key is entered. */
    isNeeded: boolean
  }
  /**
   * How a delivery is known again when it comes a second time: by the id that is signed with it, or
   * by its bytes. An id that is not signed is no way to know it: anybody could use up another's.
   */
  repeatsBy: 'signed_id' | 'body'
  /** Media types the vendor sends; anything else is refused. */
  contentTypes: readonly string[]
  /**
   * Pure: the same bytes give the same rows. A happening has the very time the poll gives it: of
   * two precisions the coarser one. Throws Failure('unreadable') where it is no delivery at all.
   */
  read(body: Uint8Array): HookPage
  /** Name and version of read, stored with each receipt. */
  reader: string
}
