import { accounts } from './accounts.ts'
import { campaigns } from './campaigns.ts'
import { connections } from './connections.ts'
import { lists } from './lists.ts'
import { people } from './people.ts'

/** Every route of Homing, described once. */
export const contract = { ...accounts, ...people, ...connections, ...lists, ...campaigns } as const

export { accounts, campaigns, connections, lists, people }

export type Contract = typeof contract
export type RouteName = keyof Contract

export * from './route.ts'
export * from './shapes.ts'
export { ROLES, session, user, apiKey, auditEntry } from './accounts.ts'
export { campaign, campaignRow, figure, FIGURES, logRow, recipientRow } from './campaigns.ts'
export { connection, connectorInfo, health, run } from './connections.ts'
export { heldChange } from './lists.ts'
export {
  addressState,
  consentState,
  importRun,
  person,
  personRow,
  timelineEntry,
} from './people.ts'
export { quota, schedule, syncKind } from './sync-kinds.ts'
