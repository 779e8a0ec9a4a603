import type { SandboxClock } from '../clock.ts'
import type { Crm } from '../sugar-data/crm.ts'
import type { Passes } from './passes.ts'

/** What signs in: a client of OAuth2, and a user of the CRM. */
export interface Registered {
  client: { clientId: string; clientSecret: string }
  login: { username: string; password: string }
}

/** What every route of both interfaces stands on. */
export interface Vendor {
  crm: Crm
  clock: SandboxClock
  passes: Passes
  registered: Registered
  /** A page holds no more, whatever is asked for. */
  rowsPerPage: number
}
