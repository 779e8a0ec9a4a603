import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import type { Problem } from './words.ts'
import { useDecide } from './useDecide.ts'

const WORDS = {
  address: {
    label: t`Right address`,
    description: t`One e-mail address alone.`,
    consequence: t`The record goes into the ledger under the address you enter.`,
  },
  time: {
    label: t`Right time`,
    description: t`Like 2026-05-03T09:00:00Z, with its zone.`,
    consequence: t`The record goes into the ledger with the time you enter.`,
  },
} as const

/** Enters the right value for the field a record was refused for. */
export function FixRecord({ problem }: { problem: Problem & { fix: 'address' | 'time' } }) {
  const { label, description, consequence } = WORDS[problem.fix]
  const [value, setValue] = useState('')
  const { fix } = useDecide()
  return (
    <ConfirmAction
      size="xs"
      label={t`Fix…`}
      confirmLabel={t`Put the record right`}
      consequence={`${consequence} ${t`What the service sent is kept as it came, with a note that
        you put it right.`}`}
      onConfirm={() => fix(problem.id, value)}
    >
      <TextInput
        label={label}
        description={description}
        required
        maxLength={1000}
        data-autofocus
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
    </ConfirmAction>
  )
}
