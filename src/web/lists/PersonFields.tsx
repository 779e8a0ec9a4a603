import { MultiSelect, TextInput } from '@mantine/core'
import { t, tc } from '../languages/messages.ts'
import { Verb } from './choices.tsx'
import { PeriodFields } from './PeriodFields.tsx'
import type { About, ConditionAbout, Leaf } from './tree.ts'
import * as words from './words.ts'

/** A condition with what may be changed of it. */
export interface FieldsProps<A extends About> {
  condition: ConditionAbout<A>
  isNot: boolean
  onChange: (leaf: Pick<Leaf, 'isNot' | 'condition'>) => void
}

/** An action or a tag that clicks raised. */
export function OfRaised({ condition, isNot, onChange }: FieldsProps<'raised'>) {
  const verbs = [
    ...words.both('tag', t`has the tag`, t`has not the tag`),
    ...words.both('action', t`did the action`, t`did not do the action`),
  ]
  return (
    <>
      <Verb
        verbs={verbs}
        chosen={{ isNot, is: condition.kind }}
        onChoose={(chosen) =>
          onChange({
            isNot: chosen.isNot,
            condition: { ...condition, kind: chosen.is as typeof condition.kind },
          })
        }
      />
      <TextInput
        aria-label={tc('tag')`Its name`}
        flex="1 1 160px"
        value={condition.name}
        onChange={(event) =>
          onChange({ isNot, condition: { ...condition, name: event.currentTarget.value } })
        }
      />
    </>
  )
}

/** Where somebody was first met. */
export function OfOrigin({ condition, isNot, onChange }: FieldsProps<'origin'>) {
  return (
    <>
      <Verb
        verbs={words.IS}
        chosen={{ isNot, is: 'is' }}
        onChoose={(chosen) => onChange({ isNot: chosen.isNot, condition })}
      />
      <MultiSelect
        aria-label={t`Where from`}
        flex="1 1 200px"
        data={words.ORIGINS}
        value={condition.origins}
        onChange={(origins) =>
          onChange({
            isNot,
            condition: { ...condition, origins: origins as typeof condition.origins },
          })
        }
      />
    </>
  )
}

/** Since when somebody is known. */
export function OfAdded({ condition, isNot, onChange }: FieldsProps<'added'>) {
  return (
    <PeriodFields
      when={condition.when}
      onChange={(when) => onChange({ isNot, condition: { ...condition, when } })}
    />
  )
}

/** Whether anything arrives at an address. */
export function OfAddress({ condition, isNot, onChange }: FieldsProps<'address'>) {
  return (
    <Verb
      verbs={words.ADDRESSES}
      chosen={{ isNot, is: condition.is }}
      width={280}
      onChoose={(chosen) =>
        onChange({
          isNot: chosen.isNot,
          condition: { ...condition, is: chosen.is as typeof condition.is },
        })
      }
    />
  )
}
