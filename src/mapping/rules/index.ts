/** Rules of a mapping and what they make of a person: pure, and read by the API's contract. */
export { faultsOf, type RuleFault } from './check.ts'
export { decide, sameValue, wordsOfDecision, type Decision } from './decide.ts'
export {
  DATE_FORMATS,
  FIELD_KINDS,
  MAPPED_MAX,
  RULES_MAX,
  SOURCE_LABELS,
  SOURCES,
  STEPS_MAX,
  TEXT_CHARS_MAX,
  type Facts,
  type Rule,
  type RuleField,
  type Source,
  type Step,
} from './rule.ts'
export { suggestRules } from './suggest.ts'
export { valueFor, type Outcome, type Trail } from './value.ts'
