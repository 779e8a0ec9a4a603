export { ADDRESSES_MAX, askMayWrite, type MayWriteAnswer } from './ask-may-write.ts'
export { carryOptOuts, carryOptOutsOf, correctAddress, endAddress } from './correct-address.ts'
export {
  decide,
  decideAddress,
  decidePerson,
  type Channel,
  type Decision,
  type Matter,
  type Scope,
  type Wish,
} from './decide.ts'
export { consentOfPerson, type ConsentFact } from './facts.ts'
export {
  mayWrite,
  REFUSALS,
  type Answer,
  type ConsentNeeded,
  type ConsentState,
  type Permission,
  type Question,
  type Refusal,
  type Standing,
} from './may-write.ts'
export { carryKnownLate } from './late-opt-outs.ts'
export { recordEspOptOuts, type EspOptOut } from './record-esp.ts'
export { goesOnHolding, type GoesOnHolding, type PartedPersons } from './goes-on-holding.ts'
export { liftOptOut, recordOptOut, type About, type Statement } from './record.ts'
export { standingsOf, type Asked, type NumberedWish } from './standings.ts'
export { stateFacts, type ExternalKind, type NewFact, type Saying } from './state-facts.ts'
export { consentPolicy, topicForQuestion, topicNames, type ConsentPolicy } from './topics.ts'
export { undoMerge, undoOutlookOf } from './undo-merge.ts'
export { describeFacts, sentenceOf, type FactWords } from './words.ts'
export {
  archiveTopic,
  changeTopic,
  createTopic,
  createTopicGroup,
  orderTopics,
  renameTopicGroup,
  type Arranging,
} from './arrange-topics.ts'
export { countEnding, endingByMonth, endingConsents, type EndingConsent } from './ending.ts'
export {
  effectOfMapping,
  mapGroup,
  noteGroupNames,
  retireMapping,
  sentenceOfEffect,
  takeNoteOfName,
  type EspGroup,
} from './mappings.ts'
export { changePolicy, previewPolicy } from './policy.ts'
export { preferencesOf, type Preference, type Preferences } from './preferences.ts'
export { recordConsent } from './record-consent.ts'
export { addSeed, listSeeds, removeSeed } from './seeds.ts'
export { listTopics, TOPICS_MAX, type Topic, type TopicGroup } from './topic-list.ts'
export { consentOfImports } from './import.ts'
export { wishOf, type HoldsElsewhere } from './elsewhere.ts'
export {
  addressesByConsent,
  addressesToWrite,
  countOptedOut,
  keptFor,
  personsOptedOut,
  personsWhoComplained,
} from './persons.ts'
export type { AskedOfAll } from './standings-of-all.ts'
export { addressesRefused } from './refused-addresses.ts'
export { keepStandings, startStandings, type Keeping } from './keep-standings.ts'
