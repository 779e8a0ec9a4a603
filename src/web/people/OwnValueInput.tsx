import { Select, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { OwnKind } from '../../api/contract/index.ts'
import { t } from '../languages/messages.ts'

/** A value of a field the firm defined, as its kind is written; empty: nothing. */
export function OwnValueInput(props: {
  field: { label: string; kind: OwnKind; choices: readonly string[] }
  value: string
  error?: ReactNode
  onChange: (value: string) => void
}) {
  const { field, value, error, onChange } = props
  const { label, kind, choices } = field
  if (kind === 'choice' || kind === 'yes_no') {
    const known = kind === 'yes_no' ? YES_NO : choices.map((one) => ({ value: one, label: one }))
    // A choice that is offered no more stays with whoever has it.
    const isGone = value !== '' && !known.some((one) => one.value === value)
    return (
      <Select
        label={label}
        placeholder={t`empty`}
        clearable
        clearButtonProps={{ 'aria-label': t`Empty ${label}` }}
        data={isGone ? [...known, { value, label: value }] : [...known]}
        value={value === '' ? null : value}
        error={error}
        onChange={(chosen) => onChange(chosen ?? '')}
      />
    )
  }
  return (
    <TextInput
      label={label}
      type={kind === 'date' ? 'date' : 'text'}
      inputMode={kind === 'number' ? 'decimal' : undefined}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

const YES_NO = [
  { value: 'yes', label: t`Yes` },
  { value: 'no', label: t`No` },
]
