import { Select, TagsInput, TextInput } from '@mantine/core'
import { t } from '../languages/messages.ts'
import { Verb } from './choices.tsx'
import { useOwnFields } from './names.ts'
import type { FieldsProps } from './PersonFields.tsx'
import * as words from './words.ts'

type Is = FieldsProps<'own_field'>['condition']['is']

/** What somebody has in a field the firm defined, compared as its kind can be. */
export function OwnFieldCondition({ condition, isNot, onChange }: FieldsProps<'own_field'>) {
  const field = useOwnFields().find(({ key }) => key === condition.key)
  const kind = field?.kind ?? 'text'
  const set = (values: string[]) => onChange({ isNot, condition: { ...condition, values } })
  const isOrder = words.isOrder(condition.is)
  return (
    <>
      <Verb
        verbs={words.OWN_COMPARISONS[kind]}
        chosen={{ isNot, is: condition.is }}
        onChoose={(chosen) => {
          const is = chosen.is as Is
          const values = is === 'known' || words.isOrder(is) !== isOrder ? [] : condition.values
          onChange({ isNot: chosen.isNot, condition: { ...condition, is, values } })
        }}
      />
      {condition.is !== 'known' && isOrder && (
        <TextInput
          aria-label={t`Value`}
          type={kind === 'date' ? 'date' : 'text'}
          flex="1 1 160px"
          value={condition.values[0] ?? ''}
          onChange={(event) => set([event.currentTarget.value].filter(Boolean))}
        />
      )}
      {condition.is !== 'known' && !isOrder && kind === 'yes_no' && (
        <Select
          aria-label={t`Value`}
          w={120}
          data={[
            { value: 'yes', label: t`Yes` },
            { value: 'no', label: t`No` },
          ]}
          value={condition.values[0] ?? null}
          onChange={(value) => set(value === null ? [] : [value])}
        />
      )}
      {condition.is !== 'known' && !isOrder && kind !== 'yes_no' && (
        <TagsInput
          aria-label={t`Values, one of them fits`}
          placeholder={condition.values.length === 0 ? PLACEHOLDERS[kind] : undefined}
          flex="1 1 200px"
          data={field?.choices ?? []}
          value={condition.values}
          acceptValueOnBlur
          onChange={set}
        />
      )}
    </>
  )
}

const PLACEHOLDERS = {
  text: t`Type, then Enter`,
  number: t`1234.5, then Enter`,
  date: t`2026-05-03, then Enter`,
  choice: t`Choose, or type`,
} as const
