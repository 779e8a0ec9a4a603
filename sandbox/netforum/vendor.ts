import type { Element } from '../soap/index.ts'
import type { ActionBook } from './action-book.ts'
import type { Database } from './database.ts'
import type { PreferenceBook } from './preference-book.ts'
import type { SavedQueries } from './saved-queries.ts'
import type { TokenBook } from './tokens.ts'

/** What a connection enters. */
export interface Keys extends Readonly<Record<string, string>> {
  readonly username: string
  readonly password: string
}

/** What every operation stands on. */
export interface Vendor {
  keys: Keys
  tokens: TokenBook
  db: Database
  queries: SavedQueries
  preferences: PreferenceBook
  actions: ActionBook
  /** How many rows a query answers that does not say how many. */
  rowsUnasked: number
  rowsPerPage: number
  /** The moment of the sandbox's clock. */
  now: () => number
}

/** Does what is asked for, and answers what stands in the result. Throws Refused. */
export type Operation = (vendor: Vendor, asked: Element) => readonly Element[] | string
