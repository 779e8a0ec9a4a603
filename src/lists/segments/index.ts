/** What a segment is: a tree of conditions, its bounds and its faults. Pure; knows no database. */
export {
  COMPARISONS,
  condition,
  CONSENT_ANSWERS,
  CONSENT_STATES,
  DAYS_MAX,
  FIELDS,
  HAPPENINGS,
  VALUE_CHARS_MAX,
  VALUES_MAX,
  type Comparison,
  type Condition,
  type ConditionAbout,
  type Field,
  type Happening,
  type Period,
} from './conditions.ts'
export {
  CONDITIONS_MAX,
  conditionsOf,
  DEPTH_MAX,
  faultsOf,
  segment,
  SEGMENT_VERSION,
  type Fault,
  type Segment,
  type SegmentNode,
} from './tree.ts'
