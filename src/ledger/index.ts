export { kindCode, kindOf, TIME_IS_APPROXIMATE } from './kinds.ts'
export { BATCH_EVENTS_MAX, PATH, takePath, type Arrivals, type Outcome } from './path.ts'
export { makeReady, type Ready } from './ready.ts'
export { keepProblems, type KeptProblem } from './keep-problems.ts'
export { raiseProblems, resolveProblems, TRIES_MAX, type Problem } from './problems.ts'
export {
  countProblems,
  listProblems,
  problemGroups,
  showProblem,
  type ProblemQuery,
} from './inbox.ts'
export { readReceipts, readReceiptsAgain, type Reading, type ReadOutcome } from './read-receipts.ts'
export { decideProblem, type Decision } from './decide-problem.ts'
export { mendProblem } from './mend-problem.ts'
export { retryDueProblems } from './retry-due.ts'
export {
  bouncePolicy,
  bounceStanding,
  changeBouncePolicy,
  type BouncePolicy,
} from './validity/policy.ts'
export { settleAddresses } from './validity/settle.ts'
export { carryOutTask, resumeTasks, startTasks } from './tasks/carry-out.ts'
export { decideGroup, undoTask } from './tasks/decide-group.ts'
export { matchNewLinks, withMatching } from './tasks/match-links.ts'
export { readOldReceipts } from './tasks/read-again.ts'
export { cancelTask, listTasks, showTask, type TaskView } from './tasks/tasks.ts'
export { parkPage, type UnreadablePage } from './park-page.ts'
export { storeReceipt, type Arrival, type Ask } from './receipts.ts'
export { traceEvent } from './trace/event-trace.ts'
export { bodyOfReceipt, surroundingsOf } from './trace/receipt-body.ts'
export { rowsOfReceipt } from './trace/receipt-rows.ts'
export { listReceipts, showReceipt } from './trace/receipts-list.ts'
export { eventsOfRecipient } from './trace/recipient-events.ts'
export { rebuild, rebuildCampaign } from './rebuild.ts'
export { heldOfCampaigns, type Held, type HeldOf } from './held.ts'
export { happenedAfter, joinedAddresses, parkedOfCampaigns, type Parked } from './beside-totals.ts'
export { proveCampaign, type Mismatch, type Proof, type Sample } from './proof.ts'
export { classOfAgent, REASONS, RULE_VERSION } from './verdict-rules.ts'
export { ensureCampaignMonths } from './months.ts'
export {
  connectionsWithDeliveries,
  DELIVERIES_MAX,
  parkNextDelivery,
  readDeliveries,
  type DeliveriesRead,
} from './read-deliveries.ts'
export { packDelivery, storeDeliveries, type PackedDelivery } from './store-deliveries.ts'
export { resolvePassed, UNREAD, unreadCampaigns } from './resolve-passed.ts'
export { listCampaigns } from './campaign-list.ts'
export { compareCampaigns } from './comparison.ts'
export type { Audience } from './figures.ts'
export { sumCampaigns } from './sum-campaigns.ts'
export { campaignWindow } from './window.ts'
export { activityOf, hoursOfCampaign, linksOfCampaign } from './activity.ts'
export { readWithOfCampaign } from './agents.ts'
export { domainsOfCampaign } from './domains.ts'
export { logOf, type LogQuery } from './log.ts'
export { bounceWords } from './bounce-words.ts'
export { DELIVERED_SQL } from './tally.ts'
export { recipientsOf, type RecipientQuery } from './recipients.ts'
export { linksOf, mailingsOf, type ClickedLink, type Mailing } from './person-history.ts'
export { timelineOf, timelineOfOrganization, type TimelineEntry } from './timeline.ts'
export { pseudonymsOfTexts } from './erased/pseudonyms.ts'
export { rowsAbout, type RowAbout } from './erased/rows-about.ts'
export { Needs } from './erased/veil-page.ts'
export { veilReceipts, type VeiledBatch, type Veiling } from './erased/veil-receipts.ts'
export { ERASED_TEXT, veiled, veiledText, withoutAddresses, type Veil } from './erased/veil.ts'
export { addressesInLogs, addressesThatClicked, type Span, type WhoAsk } from './who.ts'
