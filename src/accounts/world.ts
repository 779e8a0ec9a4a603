import type { Database } from '../platform/database/index.ts'

/** What accounts need of a running Homing. */
export interface AccountsWorld {
  database: Database
  /** Epoch milliseconds. */
  now(): number
}
