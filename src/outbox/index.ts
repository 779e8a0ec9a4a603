/**
 * What must be told outside Homing: written in the transaction that causes it, sent by a job until
 * it is acknowledged. Here because everything that happens (a fact, an event, an alarm) lies below
 * in the order of imports, and writes its message here without knowing who listens.
 */
export { lastMailOf, writeMails, type LastMail } from './mails.ts'
export { resumeOutbox, sendWaiting, startOutbox } from './send.ts'
export { newsOfFacts, typesListenedFor, wakeWebhooks } from './news.ts'
export { wakeLanes, wantedAnew, writeBacksOf } from './write-backs/ask.ts'
export { overdueWriteBacks, type Overdue } from './write-backs/overdue.ts'
export { askToErase, contactIdsOf } from './write-backs/erase.ts'
export { tellMove, type Move } from './write-backs/move.ts'
export { nextWriteBacks, type DueWriteBack } from './write-backs/next.ts'
export { Lane, type LaneTable } from './lane.ts'
export {
  beginCall,
  putOffWriteBack,
  settleWriteBack,
  type Called,
  type Settlement,
} from './write-backs/settle.ts'
export { MAIL_WAITS_MS, PUSH_WAITS_MS, WRITE_BACK_WAITS_MS, waitAfter } from './tries.ts'
