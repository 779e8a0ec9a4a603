export { carryOut } from './carry-out.ts'
export { cancelRun, listRuns, showRun, startRun, type RunView } from './runs.ts'
export { startSync } from './schedule.ts'
export {
  listReconciliations,
  reconciliationHistory,
  showReconciliation,
} from './reconciliation/show.ts'
export { proveAgain } from './reconciliation/prove.ts'
