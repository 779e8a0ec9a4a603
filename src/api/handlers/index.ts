import type { RouteName } from '../contract/index.ts'
import type { Handlers } from '../handler.ts'
import { accountsHandlers } from './accounts.ts'

/** A handler for every route of the contract. */
export const handlers: Partial<Handlers<RouteName>> = {
  ...accountsHandlers,
}
