import type { Context } from 'hono'
import type { SandboxClock } from '../clock.ts'
import type { World } from '../world/world.ts'

/** What a connection enters; the name is made of the user's and the login domain. */
export interface Keys extends Readonly<Record<string, string>> {
  readonly username: string
  readonly password: string
}

/** What every route stands on. */
export interface Vendor {
  world: World
  clock: SandboxClock
  keys: Keys
  rowsPerPage: number
}

export interface Env {
  Variables: { now: number; base: string }
}

export type Ctx = Context<Env>
