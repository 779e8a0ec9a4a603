export { kindCode, kindOf } from './kinds.ts'
export { BATCH_EVENTS_MAX, PATH, takePath, type Arrivals, type Outcome } from './path.ts'
export {
  countProblems,
  listProblems,
  raiseProblems,
  resolveProblems,
  settleProblem,
  type Problem,
} from './problems.ts'
export { readReceiptAgain, readReceipts, type Reading, type ReadOutcome } from './read-receipts.ts'
export { decideProblem } from './decide-problem.ts'
export { parkPage, type UnreadablePage } from './park-page.ts'
export { rebuild } from './rebuild.ts'
export { receiptById, storeReceipt, type Arrival, type Ask } from './receipts.ts'
export { resolvePassed, UNREAD, unreadCampaigns } from './resolve-passed.ts'
export { judge, RULE_VERSION } from './verdict-rules.ts'
export { campaignWindow, listCampaigns, type Audience } from './window.ts'
export { activityOf, linksOfCampaign } from './activity.ts'
export { logOf, type LogQuery } from './log.ts'
export { recipientsOf, type RecipientQuery } from './recipients.ts'
export {
  linksOf,
  mailingsOf,
  timelineOf,
  type ClickedLink,
  type Mailing,
  type TimelineEntry,
} from './person-history.ts'
