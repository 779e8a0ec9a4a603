/** What a view is: its parts, its bounds, its faults. Pure; knows no database and no column. */
export { bound, givenValues, type GivenValues } from './bind.ts'
export {
  COMPARISONS,
  CONDITIONS_MAX,
  DEPTH_MAX,
  type Comparison,
  type Condition,
  type Fault,
  type Node,
} from './tree.ts'
export { UNITS, VALUES_MAX, type Period, type Unit, type Value } from './values.ts'
export {
  SUBJECTS,
  VIEW_VERSION,
  viewDefinition,
  type GroupedBy,
  type Measure,
  type Parameter,
  type Part,
  type SubjectId,
  type ViewDefinition,
  type WrittenView,
} from './view.ts'
