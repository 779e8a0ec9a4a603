import type { Fault, FaultMatch, Sandbox, VendorName } from '../../sandbox/index.ts'
import type { Connector, EventKind } from '../../src/connectors/index.ts'
import type { By } from '../../src/connections/index.ts'
import type { Homing } from '../../src/homing.ts'
import type { Outage } from '../palette.ts'

type Settings = Record<string, unknown>

/** What differs from ESP to ESP where faults are played with it. */
export interface Esp {
  connector: Connector
  /** Whose sandbox it is; a service that only exports may be anybody's. */
  vendor: VendorName
  /** What is entered to connect it, over a wire at that address. */
  settings(sandbox: Sandbox, url: string): Settings
  /** Of these, what proves who asks: entered again by whoever reads that it is refused. */
  proof(sandbox: Sandbox): Settings
  /** What it has told by now of what happened, by its campaigns; the ledger must hold just this. */
  told(sandbox: Sandbox): Told[]
  /** The addresses it has told to be opted out by now. */
  optedOut(sandbox: Sandbox): string[]
  /** Its contacts by now and who is on which list, one line each; absent: not compared. */
  holds?(sandbox: Sandbox): string[]
  /** Absent where nothing is asked over a network. */
  wire?: Wire
  /** What goes wrong on the way of news that no vendor is asked for, by name. */
  troubles?: readonly string[]
  /** Sets one, before time goes by: it strikes what is written then. */
  trouble?(sandbox: Sandbox, name: string): Promise<void>
  /** What is done once a connection is there. */
  prepare?(homing: Homing, by: By, connectionId: number): Promise<void>
  /** Brings what there is by now, as far as the troubles let it. */
  bring?(brought: Brought, troubles: readonly string[]): Promise<void>
  /** Calls Homing as its webhooks would: rightly, twice, too late, wrongly, or not at all. */
  signal?(brought: Brought): Promise<void>
}

export interface Brought {
  sandbox: Sandbox
  homing: Homing
  by: By
  connectionId: number
}

export interface Told {
  campaign: string
  happened: Happened[]
}

export interface Happened {
  kind: EventKind
  address: string
  /** Epoch milliseconds, as fine as it is told; null: it is told without a time. */
  at: number | null
  url?: string
  isHard?: boolean
  /** It was told for a while, and may have been read then. */
  isTakenBack?: boolean
}

/** How its API is asked, and what it says where something is wrong. */
export interface Wire {
  /** Where tokens are exchanged, behind the address of the wire. */
  tokenPath?: string
  /** Where faults of a random run strike. */
  places: readonly FaultMatch[]
  /** Pages of what happened, those behind the first, and what is asked of one campaign. */
  rows: FaultMatch
  further: FaultMatch
  campaign: FaultMatch
  /** "Too fast", with the time to wait that a Retry-After names. */
  throttled(retryAfter: string): Fault
  /** Answers with a good status that are no page, by name: each is refused whole. */
  noPages: Readonly<Record<string, string>>
  /** Other answers that only this vendor gives, by name. */
  own: Readonly<Record<string, Fault>>
  /** What may last for a whole round, by name, and what must be on the screen meanwhile. */
  outages: Readonly<Record<string, Outage>>
}
