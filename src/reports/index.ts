export { catalogue } from './catalogue.ts'
export { type Cell, type ShownColumn } from './cells.ts'
export { viewFile, type FileAsked, type FileFormat } from './files/write.ts'
export { behind, type Figure } from './open.ts'
export { prepared, type Asked } from './prepare.ts'
export { presets } from './presets.ts'
export { canCancel } from './pace.ts'
export { columnsOfView, forecastOfView, runView, sizeOfView, type ViewPage } from './run.ts'
export {
  archiveView,
  changeView,
  makeView,
  restoreView,
  type ViewChange,
  type ViewWords,
} from './save.ts'
export { listViews, viewById, type SavedView, type Viewer, type WholeView } from './saved.ts'
export { beginDue, sendNow } from './sending/begin.ts'
export { allowOutside, mailsOutside } from './sending/policy.ts'
export { listSchedules, type Schedule } from './sending/kept-schedules.ts'
export { changeSchedule, makeSchedule, removeSchedule } from './sending/schedules.ts'
export { sendDue } from './sending/send.ts'
export {
  failingSchedules,
  listSendings,
  type FailingSchedule,
  type SendingShown,
} from './sending/show.ts'
export { startSendings } from './sending/work.ts'
export {
  changeDashboard,
  dashboardAtHome,
  dashboardById,
  listDashboards,
  makeDashboard,
  putAtHome,
  removeDashboard,
  type Dashboard,
} from './dashboards/dashboards.ts'
export { ledgerFile, type LedgerFormat } from './ledger/files.ts'
export { positionIn, positionNow, positionText, type Position } from './ledger/position.ts'
export { ledgerColumns, type LedgerAsked, type LedgerColumn } from './ledger/rows.ts'
