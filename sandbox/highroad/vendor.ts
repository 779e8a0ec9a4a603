import type { World } from '../world/world.ts'
import type { CampaignBook } from './campaign-book.ts'
import type { UnsubBook } from './unsub-book.ts'

export interface Keys extends Readonly<Record<string, string>> {
  readonly account: string
  readonly username: string
  readonly password: string
  readonly workspaceId: string
  readonly coreTableId: string
}

/** What every method stands on. */
export interface Vendor {
  world: World
  keys: Keys
  campaigns: CampaignBook
  unsubs: UnsubBook
  /** A page holds no more, whatever is asked for. */
  rowsPerPage: number
}
