import type { Crm } from '../sugar-data/crm.ts'
import type { Access } from './access.ts'
import type { Sessions } from './sessions.ts'
import type { SyncKeys } from './sync-keys.ts'

/** What signs in, and from where. */
export interface Registered {
  /** The secret of each OAuth key; that of `sugar` is empty. */
  keys: Readonly<Record<string, string>>
  login: { username: string; password: string }
  /** A sign-in from any other platform is refused. */
  platforms: readonly string[]
}

/** What every route stands on. */
export interface Vendor {
  crm: Crm
  sessions: Sessions
  access: Access
  syncKeys: SyncKeys
  registered: Registered
  /** A page holds no more, whatever is asked for. */
  rowsPerPage: number
}
