import { Radio, Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, useChange } from '../api.ts'
import { msg, plural, t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { notifyDone } from '../refusals.ts'
import { AboutChoice, aboutOf, EVERYTHING } from './AboutChoice.tsx'
import { PERSON_SHOWN_BY } from './shown.ts'
import type { Person } from './PersonHeader.tsx'

/** Records that the person may be written to: implied, with an end, or said by themselves. */
export function RecordConsent({ person }: { person: Person }) {
  const [chosen, setChosen] = useState(EVERYTHING)
  const [state, setState] = useState<'implied' | 'express'>('implied')
  const [since, setSince] = useState('')
  const [until, setUntil] = useState('')
  const [evidence, setEvidence] = useState('')
  const policy = useAnswer('consent.policy', {})
  const record = useChange('people.recordConsent', PERSON_SHOWN_BY)

  async function run() {
    const about = aboutOf(chosen)
    if (about === null) throw new Error('Say which topics it is about.')
    await record.mutateAsync({
      params: { personId: person.id },
      body: {
        about,
        state,
        evidence,
        ...(since !== '' && { since: `${since}T00:00:00Z` }),
        ...(until !== '' && state === 'implied' && { until: `${until}T00:00:00Z` }),
      },
    })
    setChosen(EVERYTHING)
    setSince('')
    setUntil('')
    setEvidence('')
    notifyDone(t`The consent of ${person.name} is recorded.`)
  }

  return (
    <ConfirmAction
      label={t`Record consent…`}
      confirmLabel={t`Record consent`}
      size="compact-sm"
      consequence={
        state === 'implied'
          ? t`Implied consent is inferred from what somebody did. It ends by itself, and lifts no
              opt-out.`
          : t`Express consent was given by the person. It lifts an opt-out of the same that is
              older than it.`
      }
      onConfirm={run}
    >
      <Stack gap="sm">
        <Radio.Group
          label={t`What kind?`}
          value={state}
          onChange={(next) => setState(next as 'implied' | 'express')}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="implied" label={t`Implied: a client, a purchase, a question`} />
            <Radio value="express" label={t`Express: they said yes themselves`} />
          </Stack>
        </Radio.Group>
        <AboutChoice person={person} value={chosen} onChange={setChosen} />
        <Textarea
          label={t`What does it rest on?`}
          placeholder={t`Engagement letter of 3 May`}
          required
          minLength={3}
          maxLength={500}
          value={evidence}
          onChange={(event) => setEvidence(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t`Since`}
          description={t`Empty: from now on.`}
          value={since}
          onChange={(event) => setSince(event.currentTarget.value)}
        />
        {state === 'implied' && (
          <TextInput
            type="date"
            label={t`Until`}
            description={
              policy.data
                ? plural(
                    policy.data.impliedDays,
                    msg`Empty: ${wholeNumber(policy.data.impliedDays)} day, as the firm says.`,
                    msg`Empty: ${wholeNumber(policy.data.impliedDays)} days, as the firm says.`,
                  )
                : t`Empty: as long as the firm says.`
            }
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value)}
          />
        )}
      </Stack>
    </ConfirmAction>
  )
}
