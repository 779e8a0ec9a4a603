import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { notifyDone } from '../refusals.ts'
import type { Person } from './PersonHeader.tsx'
import type { PreferenceRow } from './preferences.ts'
import { PERSON_SHOWN_BY } from './shown.ts'

/** Brings a person back to one topic they had left; shown where they have. */
export function LiftTopic({ person, row }: { person: Person; row: PreferenceRow }) {
  const [evidence, setEvidence] = useState('')
  const lift = useChange('people.liftOptOut', PERSON_SHOWN_BY)
  const { topic, whole } = row
  if (topic === null || !whole.refusals.includes('opted_out_topic')) return null

  async function confirm() {
    const about = { scope: 'topics' as const, topicIds: [topic!.id] }
    await lift.mutateAsync({ params: { personId: person.id }, body: { about, evidence } })
    setEvidence('')
    notifyDone(t`${person.name} is back on ${topic!.name}.`)
  }

  return (
    <ConfirmAction
      label={t`Bring back to ${topic.name}…`}
      confirmLabel={t`Bring back to ${topic.name}`}
      size="compact-xs"
      variant="subtle"
      isDestructive
      consequence={t`${person.name} left ${topic.name}. Do it only because they asked for it
          themselves: what you write below is kept as the evidence. It brings back this topic and
          nothing else.`}
      onConfirm={confirm}
    >
      <Textarea
        label={t`Evidence that they asked for it`}
        placeholder={t`E-mail of 4 May: “please put me back on the list”`}
        required
        minLength={3}
        maxLength={500}
        data-autofocus
        value={evidence}
        onChange={(event) => setEvidence(event.currentTarget.value)}
      />
    </ConfirmAction>
  )
}
