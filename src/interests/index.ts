export {
  changeHalfLife,
  listInterests,
  saveInterest,
  type By,
  type Interest,
  type Interests,
} from './interests.ts'
export { linksBehind, MATCHED_MAX, matchLinks } from './matching.ts'
export { interestsOfImports } from './import.ts'
export { actionsOfCampaign, clicksOfRule } from './of-campaign.ts'
export { interestsOfPerson, stateInterest, withdrawInterest } from './of-person.ts'
export { fitsPattern, fitsText, patternFault, readLink, type LinkPattern } from './pattern.ts'
export { previewPattern, type Preview } from './preview.ts'
export {
  addClickRule,
  changeClickRule,
  refuseBadPattern,
  removeClickRule,
  type AppliesTo,
} from './rules.ts'
export { clickRules, type Outcome, type RuleWords } from './kept-rules.ts'
export { worth, type Evidence } from './score.ts'
