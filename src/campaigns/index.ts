export {
  campaignsOfActivities,
  campaignsToWatch,
  isCampaign,
  knownActivities,
  markAllAsOf,
  markAsOf,
  rememberTotals,
  type WatchedCampaign,
} from './campaigns.ts'
export { toldCampaigns, type ToldCampaign } from './told-campaigns.ts'
export { MAIL_CHARS_MAX, mailOfCampaign } from './kept-mail.ts'
export { meetCampaign } from './meet.ts'
export { rememberCampaign } from './remember.ts'
export { differencesOf, contentDifferences, listDifferences } from './drafts/compare.ts'
export { beginCopying, forgetCopying, takeCopy, takeWords, unknownAmong } from './drafts/copies.ts'
export { isInDoubt } from './drafts/doubt.ts'
export { beginLaunch, forgetLaunch, launchedOf, noteLaunch } from './drafts/launches.ts'
export { changeDraft } from './drafts/change.ts'
export {
  findDraft,
  type ChosenList,
  type Difference,
  type Draft,
  type OwnAudience,
} from './drafts/draft.ts'
export { showDraft } from './drafts/show.ts'
export { lacksOf, sendingLacksOf } from './drafts/lacks.ts'
export { ableConnection, adoptDraft, makeDraft, type Able, type DraftWords } from './drafts/make.ts'
export {
  beginCreating,
  beginScheduling,
  failTelling,
  forgetCreating,
  forgetReplaced,
  keepIdentity,
  MailingLease,
  mailingsDue,
  putOffTelling,
  settleTelling,
  takeReplacement,
  type Settled,
} from './drafts/progress.ts'
export { takeSent } from './drafts/identities.ts'
export { noteHeld, setLists, takeBack, waitTelling, wakeMailing } from './drafts/waiting.ts'
export { nameThere, REPLACED } from './drafts/unanswered.ts'
export {
  refuseLacks,
  wishDiscarded,
  wishDrafted,
  wishScheduled,
  wishUnscheduled,
} from './drafts/wishes.ts'
