import { Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { notifyDone } from '../refusals.ts'
import { PERSON_SHOWN_BY } from './shown.ts'
import type { Person } from './PersonHeader.tsx'

/** Records that the person told us, by telephone for instance, that they want no mailings. */
export function RecordOptOut({ person }: { person: Person }) {
  const [reason, setReason] = useState('')
  const [evidence, setEvidence] = useState('')
  const optOut = useChange('people.optOut', PERSON_SHOWN_BY)

  async function record() {
    await optOut.mutateAsync({ params: { personId: person.id }, body: { reason, evidence } })
    setReason('')
    setEvidence('')
    notifyDone(`${person.name} is opted out.`)
  }

  return (
    <ConfirmAction
      label="Record opt-out…"
      confirmLabel="Record opt-out"
      size="compact-sm"
      isDestructive
      consequence={
        `From now on ${person.name} counts as opted out, at every address, until somebody lifts `
        + 'it with evidence. Your name and the time are kept with it.'
      }
      onConfirm={record}
    >
      <Stack gap="sm">
        <TextInput
          label="Reason"
          description="In their words, if they gave one."
          maxLength={255}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Textarea
          label="How do we know?"
          placeholder="Telephone call on 3 May"
          maxLength={500}
          value={evidence}
          onChange={(event) => setEvidence(event.currentTarget.value)}
        />
      </Stack>
    </ConfirmAction>
  )
}
