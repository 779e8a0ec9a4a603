import { Select } from '@mantine/core'
import { t } from '../languages/messages.ts'
import type { Conditions, LeafProps } from '../pieces/GroupEditor.tsx'
import { ConditionFields } from './ConditionFields.tsx'
import { useOwnFields } from './names.ts'
import type { Condition } from './tree.ts'
import { beginning, subjectOf, subjects, type Subject } from './words.ts'

/** The conditions of segments, for the editor of groups. */
export const SEGMENT_CONDITIONS: Conditions<Condition> = {
  who: t`People who fit`,
  whoWithin: t`who fit`,
  beginning: () => beginning('mail'),
  fields: (props) => <SegmentCondition {...props} />,
}

function SegmentCondition({ leaf, onChange, first }: LeafProps<Condition>) {
  const own = useOwnFields()
  return (
    <>
      <Select
        ref={first}
        aria-label={t`What the condition is about`}
        w={190}
        searchable
        allowDeselect={false}
        data={subjects(own)}
        value={subjectOf(leaf.condition)}
        onChange={(chosen) =>
          chosen !== null
          && onChange({ ...leaf, isNot: false, condition: beginning(chosen as Subject) })
        }
      />
      <ConditionFields
        condition={leaf.condition}
        isNot={leaf.isNot}
        onChange={(part) => onChange({ ...leaf, ...part })}
      />
    </>
  )
}
