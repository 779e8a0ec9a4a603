import type { Context } from 'hono'
import type { SandboxClock } from '../clock.ts'
import type { Grant, Grants } from '../oauth/grants.ts'
import type { World } from '../world/world.ts'
import type { Limits } from '../limits.ts'

/** What every route of the simulated API stands on. */
export interface Vendor {
  world: World
  clock: SandboxClock
  grants: Grants
  limits: Limits
  /** A page holds no more, whatever limit is asked for. */
  rowsPerPage: number
  /** The account's setting: whoever signs up must confirm before anything is sent. */
  confirmedOptIn: boolean
}

export interface Env {
  Variables: { grant: Grant; now: number; rowsPerPage: number }
}

export type Ctx = Context<Env>
