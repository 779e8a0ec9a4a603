/** Connections: a connector with one account's settings, its grant, its pace and its health. */
export { authorise } from './authorise.ts'
export { authorised, type Authorised } from './authorised.ts'
export { changeConnection } from './change.ts'
export { findConnection, listConnections, type Connection } from './connection.ts'
export { connectorOf, knownPaceOf, paceOf } from './connector.ts'
export { createConnection, type By } from './create.ts'
export { grantFacts, type GrantFacts } from './grant-facts.ts'
export { checkHealth } from './health.ts'
export { closeHook, makeHookAddress } from './hooks/address.ts'
export { addHookKey, endHookKey, type HookKey } from './hooks/keys.ts'
export { findHook, type OpenHook } from './hooks/open-hook.ts'
export { forgetRegistration, settleRegistration, type Registration } from './hooks/registration.ts'
export { hookState } from './hooks/state.ts'
export { addToTally, type HookOutcome, type HookTally } from './hooks/tally.ts'
export {
  CAMPAIGN_KINDS,
  inOrder,
  KIND_WORDS,
  kindsOf,
  newsKind,
  SYNC_KINDS,
  type SyncKind,
} from './kinds.ts'
export { ensureLanes } from './lanes.ts'
export { lastsUntil, type Spent } from './forecast.ts'
export { KeptForUrgent, paceGate } from './pace.ts'
export { quotasOf, type Quota } from './quota.ts'
export { dayFor, type Purpose } from './purpose.ts'
export { changeSchedule } from './change-schedule.ts'
export {
  claimDueKinds,
  claimKinds,
  ensureSchedules,
  markGood,
  offeredKinds,
  putOffKind,
  type Schedule,
} from './schedules.ts'
export { askForAuthorisation } from './reauthorisation.ts'
export { mappingInForce, readingConnector, type KeptMapping } from './reader.ts'
export { readContacts, readLists } from './remote.ts'
export { removeConnection } from './remove.ts'
export type { Place } from './sealed.ts'
export { tokenSource } from './tokens.ts'
export { openVendor } from './vendor.ts'
export { WaitedForTurn } from './turns.ts'
