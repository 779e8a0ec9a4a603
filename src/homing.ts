import type { Logger } from 'pino'
import type { Connector } from './connectors/index.ts'
import type { Database } from './platform/database/index.ts'
import type { GrownFiles } from './platform/grown-file.ts'
import type { Dial, Http } from './platform/http/index.ts'
import type { Jobs } from './platform/jobs/index.ts'
import type { Mail } from './platform/mail/index.ts'
import type { Secrets } from './platform/secrets/index.ts'
import type { Sql } from './platform/sql/index.ts'
import type { WatchedFolders } from './platform/watched-folder.ts'

/** What every part of a running Homing is made of; put together once, in main.ts. */
export interface Homing {
  database: Database
  http: Http
  /** The way to databases that are asked as CRMs; absent where none may be. */
  sql?: Sql
  /** The folders whose logs may be read; absent where the operator named none. */
  logs?: GrownFiles
  /** The folders files may be taken from; absent where the operator named none. */
  folders?: WatchedFolders
  /** The way out for what speaks no HTTP; public places only where absent. */
  dial?: Dial
  jobs: Jobs
  secrets: Secrets
  connectors: readonly Connector[]
  log: Logger
  /** The way out for mails; without it e-mail is off. */
  mail?: Mail
  /** Where people reach this Homing, for links in mails. */
  publicUrl?: string
  /** The firm that is created here is a sample: it is marked so, that nobody takes it for real. */
  isSampleWorld?: boolean
  /** Aborts when this process is asked to end: work goes back to where another can take it up. */
  ending?: AbortSignal
  /** Epoch milliseconds. */
  now(): number
  /** 0 ≤ random < 1: what pauses are stretched by. */
  random(): number
  /** How a pause passes by that clock; in real time where absent. See Clock in platform/http. */
  sleep?(ms: number, signal?: AbortSignal): Promise<void>
}
