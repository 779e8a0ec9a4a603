import type { Context } from 'hono'
import type { SandboxClock } from '../clock.ts'
import type { Limits } from '../limits.ts'
import type { World } from '../world/world.ts'
import type { FieldShelf } from './field-shelf.ts'
import type { ImportBook } from './import-book.ts'
import type { MailingBook } from './mailing-book.ts'
import type { Standings } from './standing.ts'

/** What a caller shows: the account is part of each path, the keys are user and password. */
export interface Keys {
  accountId: string
  publicKey: string
  privateKey: string
}

/** What every route of the simulated API stands on. */
export interface Vendor {
  world: World
  clock: SandboxClock
  keys: Keys
  limits: Limits
  fields: FieldShelf
  imports: ImportBook
  mailings: MailingBook
  standings: Standings
  /** A page holds no more, whatever end is asked for. */
  rowsPerPage: number
}

export interface Env {
  Variables: { now: number; rowsPerPage: number }
}

export type Ctx = Context<Env>
