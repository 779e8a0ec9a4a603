import { Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { notifyDone } from '../refusals.ts'
import { AboutChoice, aboutOf, EVERYTHING, type AboutChosen } from './AboutChoice.tsx'
import { PERSON_SHOWN_BY } from './shown.ts'
import type { Person } from './PersonHeader.tsx'

/** Records that the person told us, by telephone for instance, what they want no more. */
export function RecordOptOut({ person }: { person: Person }) {
  const [chosen, setChosen] = useState(EVERYTHING)
  const [reason, setReason] = useState('')
  const [evidence, setEvidence] = useState('')
  const optOut = useChange('people.optOut', PERSON_SHOWN_BY)

  async function record() {
    const about = aboutOf(chosen)
    if (about === null) throw new Error('Say which topics, or which address, it is about.')
    const params = { personId: person.id }
    await optOut.mutateAsync({ params, body: { about, reason, evidence } })
    setChosen(EVERYTHING)
    setReason('')
    setEvidence('')
    notifyDone(`Recorded. ${person.name} is opted out${OF[about.scope]}.`)
  }

  return (
    <ConfirmAction
      label="Record opt-out…"
      confirmLabel="Record opt-out"
      size="compact-sm"
      isDestructive
      consequence={consequenceOf(person.name, chosen)}
      onConfirm={record}
    >
      <Stack gap="sm">
        <AboutChoice person={person} value={chosen} onChange={setChosen} offersAddress />
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

const OF = { everything: '', topics: ' of these topics', address: ' at this address' }

function consequenceOf(name: string, { scope }: AboutChosen): string {
  const kept = 'until somebody lifts it with evidence. Your name and the time are kept with it.'
  switch (scope) {
    case 'everything':
      return `From now on ${name} counts as opted out, at every address, ${kept}`
    case 'topics':
      return (
        `From now on ${name} gets nothing about these topics, at any address, and goes on getting `
        + `the others, ${kept}`
      )
    case 'address':
      return `Nobody writes to this address any more, whoever uses it, ${kept}`
  }
}
