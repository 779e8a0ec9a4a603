import { List, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { notifyDone } from '../refusals.ts'
import { PERSON_SHOWN_BY } from './shown.ts'
import type { Person } from './PersonHeader.tsx'

/** Lifts an opt-out; the server refuses without evidence, and so does this form. */
export function LiftOptOut({ person }: { person: Person }) {
  const [evidence, setEvidence] = useState('')
  const lift = useChange('people.liftOptOut', PERSON_SHOWN_BY)

  async function confirm() {
    await lift.mutateAsync({ params: { personId: person.id }, body: { evidence } })
    setEvidence('')
    notifyDone(t`The opt-out of ${person.name} is lifted.`)
  }

  return (
    <ConfirmAction
      label={t`Lift opt-out…`}
      confirmLabel={t`Lift the opt-out`}
      size="compact-sm"
      isDestructive
      consequence={t`${person.name} said no. Lifting it makes mailings to them possible again. Do it
          only because they asked for it themselves: what you write below is kept as the evidence,
          with your name and the time.`}
      onConfirm={confirm}
    >
      <Stack gap="sm">
        <Elsewhere personId={person.id} />
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
      </Stack>
    </ConfirmAction>
  )
}

/** What each system permits and will do, before anybody acts; shown while the dialogue is open. */
function Elsewhere({ personId }: { personId: number }) {
  const { data } = useAnswer('people.previewOptIn', { params: { personId } })
  if (data === undefined || data.items.length === 0) return null
  return (
    <div>
      <Text size="sm" fw={500}>
        {t`What the services do`}
      </Text>
      <List size="sm">
        {data.items.map(({ connectionId, connectionName, holdsOptOut, sentence }) => (
          <List.Item key={connectionId}>
            {connectionName}: {holdsOptOut === false ? t`It holds no opt-out.` : said(sentence)}
          </List.Item>
        ))}
      </List>
    </div>
  )
}
