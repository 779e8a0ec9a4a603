import { accounts } from './accounts.ts'
import { campaigns } from './campaigns.ts'
import { connections } from './connections.ts'
import { hooks } from './hooks.ts'
import { people } from './people.ts'

/** Every route of Homing, described once. */
export const contract = { ...accounts, ...people, ...connections, ...hooks, ...campaigns } as const

export { accounts, campaigns, connections, hooks, people }

export type Contract = typeof contract
export type RouteName = keyof Contract

export * from './route.ts'
export * from './shapes.ts'
export { ROLES, session, user, apiKey, auditEntry } from './accounts.ts'
export { campaign, campaignRow, figure, FIGURES, logRow, recipientRow } from './campaigns.ts'
export { hook } from './hooks.ts'
export { connection, connectorInfo, health, run } from './connections.ts'
export {
  addressState,
  consentState,
  importRun,
  person,
  personRow,
  timelineEntry,
} from './people.ts'
