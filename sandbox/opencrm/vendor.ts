import type { Limits } from '../limits.ts'
import type { Crm } from './crm.ts'
import type { Sessions } from './sessions.ts'

/** The pair of keys that the vendor's support gives out. */
export interface Keys {
  apiKey: string
  passKey: string
}

/** What every function of the API stands on. */
export interface Vendor {
  crm: Crm
  keys: Keys
  sessions: Sessions
  limits: Limits
  /** A page holds no more, whatever is asked for. */
  rowsPerPage: number
}

/** The one integration that calls, as the log of requests has it. */
export const clientId = 'homing'
