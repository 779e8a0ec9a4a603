import type { Content, Element } from '../soap/index.ts'
import type { World } from '../world/world.ts'
import type { CategoryBook } from './category-book.ts'
import type { FaxBook } from './fax-book.ts'
import type { GroupBook } from './group-book.ts'
import type { MessageBook } from './message-book.ts'
import type { Numbers } from './numbers.ts'
import type { RecipientBook } from './recipient-book.ts'
import type { Sessions } from './sessions.ts'
import type { SuppressionBook } from './suppression-book.ts'
import type { Times } from './times.ts'
import type { UnsubscribeBook } from './unsubscribe-book.ts'
import type { UploadBook } from './upload-book.ts'

/** What a connection enters. */
export interface Keys extends Readonly<Record<string, string>> {
  readonly username: string
  readonly password: string
}

/** The account, as its user's sign-in tells it. */
export interface Account {
  userId: string
  userNumber: number
  loginId: number
}

/** What every operation stands on. */
export interface Vendor {
  world: World
  keys: Keys
  account: Account
  sessions: Sessions
  messages: MessageBook
  faxes: FaxBook
  recipients: RecipientBook
  groups: GroupBook
  categories: CategoryBook
  unsubscribes: UnsubscribeBook
  suppressions: SuppressionBook
  uploads: UploadBook
  /** Links, and rows of tracking, by the keys of the world. */
  links: Numbers
  tracks: Numbers
  /** A page holds no more, whatever is asked for. */
  rowsPerPage: number
}

/** The moment of a call, and how its operation writes moments. */
export interface Call {
  now: number
  times: Times
}

/** Does what is asked for, and answers what stands in the result. Throws Refused. */
export type Operation = (vendor: Vendor, asked: Element, call: Call) => Content
