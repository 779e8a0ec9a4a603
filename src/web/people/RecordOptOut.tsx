import { Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
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
    notifyDone(recordedWords(person.name, about))
  }

  return (
    <ConfirmAction
      label={t`Record opt-out…`}
      confirmLabel={t`Record opt-out`}
      size="compact-sm"
      isDestructive
      consequence={consequenceOf(person.name, chosen)}
      onConfirm={record}
    >
      <Stack gap="sm">
        <AboutChoice person={person} value={chosen} onChange={setChosen} offersAddress />
        <TextInput
          label={t`Reason`}
          description={t`In their words, if they gave one.`}
          maxLength={255}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Textarea
          label={t`How do we know?`}
          placeholder={t`Telephone call on 3 May`}
          maxLength={500}
          value={evidence}
          onChange={(event) => setEvidence(event.currentTarget.value)}
        />
      </Stack>
    </ConfirmAction>
  )
}

function recordedWords(name: string, { scope }: Pick<AboutChosen, 'scope'>): string {
  switch (scope) {
    case 'everything':
      return t`Recorded. ${name} is opted out.`
    case 'topics':
      return t`Recorded. ${name} is opted out of these topics.`
    case 'address':
      return t`Recorded. ${name} is opted out at this address.`
  }
}

function consequenceOf(name: string, { scope }: AboutChosen): string {
  switch (scope) {
    case 'everything':
      return t`From now on ${name} counts as opted out, at every address, until somebody lifts it
        with evidence. Your name and the time are kept with it.`
    case 'topics':
      return t`From now on ${name} gets nothing about these topics, at any address, and goes on
        getting the others, until somebody lifts it with evidence. Your name and the time are kept
        with it.`
    case 'address':
      return t`Nobody writes to this address any more, whoever uses it, until somebody lifts it with
        evidence. Your name and the time are kept with it.`
  }
}
