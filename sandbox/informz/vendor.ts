import type { World } from '../world/world.ts'
import type { KeptRows } from './kept-rows.ts'
import type { InterestBook } from './interest-book.ts'
import type { MailingBook } from './mailing-book.ts'
import type { SubscriberBook } from './subscriber-book.ts'
import type { UploadBook } from './upload-book.ts'

/** What a connection enters, and every document carries. */
export interface Keys extends Readonly<Record<string, string>> {
  readonly user: string
  readonly password: string
  readonly brandId: string
  readonly brandName: string
}

/** What every grid and action stands on. */
export interface Vendor {
  world: World
  keys: Keys
  mailings: MailingBook
  subscribers: SubscriberBook
  interests: InterestBook
  uploads: UploadBook
  kept: KeptRows
  /** A grid's answer holds no more, whatever is asked for. */
  rowsPerPage: number
}
