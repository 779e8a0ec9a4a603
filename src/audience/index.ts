/** An audience goes out: who is chosen for an ESP's lists, plan, guard, and how it is steered. */
export { DECIDED_MAX, refusalsOf } from './allowed.ts'
export {
  chooseMember,
  choosePersons,
  chooseRemoval,
  dropPersons,
  personsOf,
  retarget,
} from './choose.ts'
export { compareDetails, makeDetailsPlan, type TellChange } from './details.ts'
export { lastRead, makePlan, noteRefused, type Within } from './make-plan.ts'
export { reasonsToHold, STALE_HOURS, type LastRead, type ListChange } from './plan.ts'
export {
  createPush,
  findPush,
  ITEMS_MAX,
  wakePushes,
  type Push,
  type PushOf,
  type PushStatus,
} from './push.ts'
export { REASONS, type Reason } from './reasons.ts'
export {
  cancelPush,
  decidePush,
  pausePush,
  planPush,
  resumePush,
  startPush,
  type Steering,
} from './steer.ts'
export { makeList } from './make-list.ts'
export { whoseRecords, type OfRecords } from './of-records.ts'
export {
  changeMemberships,
  membershipsOf,
  type Membership,
  type Memberships,
} from './memberships.ts'
export { listPushes, pushItems, showPush, type PushCount, type PushRow } from './show.ts'
export { capOf, changeCap, fillableLists } from './cap.ts'
export { clearDrafts, DRAFT_DAYS } from './clear-drafts.ts'
export { retryFailed } from './retry.ts'
export { addMissing, heldAudience, sendAllTheSame, takeOffLists } from './proof/act.ts'
export {
  compareAudience,
  forgetUnread,
  noteRead,
  noteSuppressed,
  noteUnmailable,
  reasonsToHoldSending,
  toldOnly,
  type Comparison,
} from './proof/compare.ts'
export {
  freezeTargets,
  membersKnown,
  membersRead,
  skipStrangers,
  skipTheLate,
  withAddresses,
} from './proof/freeze.ts'
export { FATES, GROUPS, TOLD_WITHIN_HOURS, type Fate, type Group } from './proof/groups.ts'
export {
  keepMadeList,
  LIST_KEPT_DAYS,
  madeListOf,
  madeListsDue,
  noteListRemoved,
  otherUseOf,
  tryMadeListAt,
  type MadeList,
} from './proof/made-list.ts'
export { MUST_NOT, SKIPS, type Skip } from './proof/judge.ts'
export { audiencePolicy, changeAudiencePolicy, type AudiencePolicy } from './proof/policy.ts'
export { audienceProof, audienceRows, type AudienceRow } from './proof/show.ts'
export {
  beginAudience,
  findAudience,
  lookOf,
  moveAudience,
  readAgain,
  waitForPush,
  type AudienceStep,
  type CampaignOf,
  type FrozenAudience,
  type Look,
} from './proof/stand.ts'
