import type { RouteName } from '../contract/index.ts'
import type { Handlers } from '../handler.ts'
import { accountsHandlers } from './accounts.ts'
import { campaignHandlers } from './campaigns.ts'
import { connectionHandlers } from './connections.ts'
import { hookHandlers } from './hooks.ts'
import { peopleHandlers } from './people.ts'

/** A handler for every route of the contract; a missing one does not compile. */
export const handlers: Handlers<RouteName> = {
  ...accountsHandlers,
  ...campaignHandlers,
  ...connectionHandlers,
  ...hookHandlers,
  ...peopleHandlers,
}
