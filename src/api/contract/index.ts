import { accounts } from './accounts.ts'
import { alarms } from './alarms.ts'
import { campaigns } from './campaigns.ts'
import { connections } from './connections.ts'
import { notifications } from './notifications.ts'
import { people } from './people.ts'

/** Every route of Homing, described once. */
export const contract = {
  ...accounts,
  ...people,
  ...connections,
  ...campaigns,
  ...alarms,
  ...notifications,
} as const

export { accounts, alarms, campaigns, connections, notifications, people }

export type Contract = typeof contract
export type RouteName = keyof Contract

export * from './route.ts'
export * from './shapes.ts'
export { ROLES, session, user, apiKey, auditEntry } from './accounts.ts'
export { alarm, freshness, retention } from './alarms.ts'
export { campaign, campaignRow, figure, FIGURES, logRow, recipientRow } from './campaigns.ts'
export { connection, connectorInfo, health, run } from './connections.ts'
export { webhook, webhookDelivery } from './notifications.ts'
export {
  addressState,
  consentState,
  importRun,
  person,
  personRow,
  timelineEntry,
} from './people.ts'
