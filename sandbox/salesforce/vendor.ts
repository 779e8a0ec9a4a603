import type { SandboxClock } from '../clock.ts'
import type { Limits } from '../limits.ts'
import type { Jobs } from './bulk/jobs.ts'
import type { Locks } from './locks.ts'
import type { Org } from './org.ts'
import type { Passes } from './passes.ts'

/** What every route stands on. */
export interface Vendor {
  org: Org
  clock: SandboxClock
  passes: Passes
  client: { clientId: string; clientSecret: string }
  limits: Limits
  requestsPerDay: number
  /** A page holds no more, whatever is asked for. */
  rowsPerPage: number
  jobs: Jobs
  locks: Locks
}
