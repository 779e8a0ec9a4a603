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
export { ensureCampaignMonths } from './months.ts'
export { decideProblem } from './decide-problem.ts'
export { parkPage, type UnreadablePage } from './park-page.ts'
export { rebuild, rebuildCampaign } from './rebuild.ts'
export { heldOfCampaigns, type Held, type HeldOf } from './held.ts'
export { happenedAfter, joinedAddresses, parkedOfCampaigns, type Parked } from './beside-totals.ts'
export { proveCampaign, type Mismatch, type Proof, type Sample } from './proof.ts'
export { receiptById, storeReceipt, type Arrival, type Ask } from './receipts.ts'
export { classOfAgent, REASONS, RULE_VERSION } from './verdict-rules.ts'
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
