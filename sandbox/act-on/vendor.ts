import type { Context } from 'hono'
import type { SandboxClock } from '../clock.ts'
import type { Limits } from '../limits.ts'
import type { World } from '../world/world.ts'
import type { CategoryBook } from './categories.ts'
import type { ColumnBook } from './columns.ts'
import type { MessageBook } from './message-book.ts'
import type { SuppressionBook } from './suppression.ts'
import type { TokenBook } from './tokens.ts'
import type { UploadBook } from './upload-book.ts'

/** What every route of the simulated API stands on. */
export interface Vendor {
  world: World
  clock: SandboxClock
  tokens: TokenBook
  limits: Limits
  columns: ColumnBook
  uploads: UploadBook
  messages: MessageBook
  suppression: SuppressionBook
  categories: CategoryBook
  /** A page holds no more, whatever count is asked for. */
  rowsPerPage: number
}

export interface Env {
  Variables: { now: number; rowsPerPage: number }
}

export type Ctx = Context<Env>
