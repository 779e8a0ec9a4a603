/** Rules of a mapping and what they make of a person: pure, and read by the API's contract. */
export { answersOf } from './answers.ts'
export { faultsOf } from './check.ts'
export { homeOf, homeValue } from './come-home.ts'
export { decide, sameValue, wordsOfDecision, type Decision, type Sides } from './decide.ts'
export {
  DATE_FORMATS,
  FIELD_KINDS,
  MAPPED_MAX,
  OWNERS,
  RULES_MAX,
  SOURCE_LABELS,
  SOURCES,
  STEPS_MAX,
  TEXT_CHARS_MAX,
  type Facts,
  type Known,
  type Owner,
  type Rule,
  type RuleField,
  type Source,
  type Step,
  type TakenHome,
} from './rule.ts'
export { suggestRules } from './suggest.ts'
export { factsFor, valueFor, type Outcome, type Trail } from './value.ts'
