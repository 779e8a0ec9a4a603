export { carryOut } from './carry-out.ts'
export { askToRead, readWaitingDeliveries } from './deliveries.ts'
export { cancelRun, listRuns, showRun, startRun, type RunView } from './runs.ts'
export { startSync } from './schedule.ts'
