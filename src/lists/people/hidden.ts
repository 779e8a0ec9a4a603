import { refuseHidden } from '../../accounts/index.ts'
import { FIELD_OF_FIGURE, type FieldId } from '../../accounts/fields/index.ts'
import { conditionsOf, type Condition, type Segment } from '../segments/index.ts'

/**
 * Refuses conditions that would tell, by the number of whom they find, what is hidden from who
 * asks; at the condition where that is in the caller's question. A segment names no other segment.
 */
export function refuseHiddenConditions(
  segment: Segment | null | undefined,
  hidden: ReadonlySet<FieldId>,
  field?: string,
): void {
  if (!segment || hidden.size === 0) return
  for (const { path, condition } of conditionsOf(segment.where)) {
    const at = field === undefined ? undefined : [field, 'where', ...path].join('.')
    refuseHidden(fieldsOf(condition), hidden, at)
  }
}

/** What a condition tells of feedback. */
function fieldsOf(condition: Condition): FieldId[] {
  switch (condition.about) {
    case 'mail': {
      const field = FIELD_OF_FIGURE[condition.what]
      const isOfMachines = condition.by === 'all' && ['opens', 'clicks'].includes(condition.what)
      return [...(field === undefined ? [] : [field]), ...(isOfMachines ? MACHINES : [])]
    }
    case 'link':
      return ['clicks', ...(condition.by === 'all' ? MACHINES : [])]
    case 'raised':
      return ['clicks']
    default:
      return []
  }
}

const MACHINES: readonly FieldId[] = ['machines']
