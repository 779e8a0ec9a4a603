import type { ImportBook } from './import-book.ts'
import type { Tokens } from './tokens.ts'
import type { World } from '../world/world.ts'

/** What a connection enters. */
export interface Keys extends Readonly<Record<string, string>> {
  readonly clientId: string
  readonly username: string
  readonly password: string
}

/** What every operation stands on. */
export interface Vendor {
  world: World
  keys: Keys
  tokens: Tokens
  imports: ImportBook
}
