export {
  ADDRESSES_MAX,
  askMayWrite,
  type MayWriteAnswer,
  type MayWriteAsk,
} from './ask-may-write.ts'
export { carryOptOuts, correctAddress } from './correct-address.ts'
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
export { consentOfPerson, type ConsentFact, type ConsentOfPerson } from './facts.ts'
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
export { recordEspOptOuts, type EspOptOut } from './record-esp.ts'
export { liftOptOut, recordOptOut, type About, type Statement } from './record.ts'
export { standingsOf, type Asked, type NumberedWish } from './standings.ts'
export { stateFacts, type ExternalKind, type NewFact, type Saying } from './state-facts.ts'
export { consentPolicy, topicForQuestion, topicNames, type ConsentPolicy } from './topics.ts'
export { holdsElsewhere, wishOf, type HoldsElsewhere, type WishAsk } from './elsewhere.ts'
export { sentenceOf, type FactWords } from './words.ts'
