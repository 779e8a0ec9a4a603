export { changeActivities, retryActivities, type ActivitiesChange } from './activities/change.ts'
export { chooseFigures, figureFieldsThere, showFigures } from './activities/figure-choice.ts'
export { campaignInCrms, type CampaignInCrm } from './activities/in-crms.ts'
export { findCampaignsThere, linkCampaign } from './activities/link.ts'
export { campaignsTold, showActivities } from './activities/show.ts'
export { targetsTold } from './activities/targets.ts'
export { tellActivities } from './activities/work.ts'
export { carryOut } from './carry-out.ts'
export { askToRead, readWaitingDeliveries } from './deliveries.ts'
export { askToFollow, followSignals, noteSignals } from './signals/follow.ts'
export { EVERYTHING, type Spot } from './signals/spots.ts'
export { cancelRun, listRuns, showRun, startDue, startRun, type RunView } from './runs.ts'
export { decideHeldWriteBacks, type HeldWriteBacksDecision } from './write-backs/decide-held.ts'
export {
  previewReturn,
  toldOfPerson,
  type ReturnOverConnection,
  type ToldOfPerson,
} from './write-backs/person.ts'
export {
  planWriteBacks,
  showGoingOut,
  type GoingOut,
  type PlannedWriteBacks,
} from './write-backs/show.ts'
export { compareWithFacts, type Compared } from './write-backs/reconcile.ts'
export { tellConnection } from './write-backs/work.ts'
export { pushConnection } from './pushes/work.ts'
export { UNTOLD } from './mailings/inbox.ts'
export { mailingsToTell, tellMailing } from './mailings/work.ts'
export { adoptFound, mailingChoices, sendTest } from './mailings/ask.ts'
export { startSync, tick } from './schedule.ts'
export { ATTEMPTS_MAX, whatNext, type Next } from './what-next.ts'
export {
  listReconciliations,
  reconciliationHistory,
  showReconciliation,
} from './reconciliation/show.ts'
export { proveAgain } from './reconciliation/prove.ts'
