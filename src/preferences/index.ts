export { setCampaignTopic } from './campaign-topic.ts'
export {
  changesOf,
  isWanted,
  undoing,
  type Change,
  type Choice,
  type PageMatter,
} from './choice.ts'
export { choose, type Chosen, type Sending } from './choose.ts'
export { decideDoubts, DECIDED_MAX, type Decided } from './doubts/decide.ts'
export { findDoubts, startDoubts } from './doubts/look.ts'
export {
  countDoubts,
  doubtGroups,
  listDoubts,
  type DoubtFilter,
  type DoubtGroup,
} from './doubts/open-doubts.ts'
export { doubtOf, doubtOfMoment, DOUBT_VERSION, type Moment, type Signs } from './doubts/rules.ts'
export { changeFirmWords, changeLinkKey, pageOfFirm, type FirmWords } from './firm-words.ts'
export { LinkMaker, linkMaker, linksFor, LINKS_MAX, unsubscribeHeaders } from './links.ts'
export { masked } from './masked.ts'
export { pageState, TOPICS_MAX, type PageState, type PageTopic } from './page-state.ts'
export { LinkKey, readToken, type LinkPlace, type Purpose } from './token.ts'
