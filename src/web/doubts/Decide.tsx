import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { useChange, type Given } from '../api.ts'
import { msg, plural, t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { notifyDone } from '../refusals.ts'

const SHOWN_BY = ['doubts.groups', 'doubts.list', 'doubts.count', 'people.count'] as const

type Body = NonNullable<Given<'doubts.decide'>>['body']

interface DecideProps {
  decision: 'person' | 'machine'
  count: number
  which: Pick<Body, 'factIds' | 'campaignId' | 'domain'>
  onDone: () => void
}

/** One decision about many: they stand, or they are lifted with the evidence for it. */
export function Decide({ decision, count, which, onDone }: DecideProps) {
  const [evidence, setEvidence] = useState('')
  const decide = useChange('doubts.decide', [...SHOWN_BY])
  const isMachine = decision === 'machine'
  const number = wholeNumber(count)

  async function carryOut() {
    const { decided, lifted, leftAsTheyAre } = await decide.mutateAsync({
      body: { decision, evidence: isMachine ? evidence : '', ...which },
    })
    const told = [t`${wholeNumber(decided)} decided, ${wholeNumber(lifted)} lifted.`]
    if (leftAsTheyAre > 0) told.push(stayWords(leftAsTheyAre))
    notifyDone(told.join(' '))
    setEvidence('')
    onDone()
  }

  return (
    <ConfirmAction
      label={isMachine ? t`A machine: lift ${number}` : t`The person: keep ${number}`}
      confirmLabel={isMachine ? liftWords(count) : keepWords(count)}
      size="compact-sm"
      consequence={
        isMachine
          ? t`They are written to again, as before. Who has left in another way as well stays out.
            Your name, the time and the evidence are kept.`
          : t`The opt-outs stand as they are, and nobody is asked about them again.`
      }
      onConfirm={carryOut}
    >
      {isMachine && (
        <Textarea
          label={t`How do we know?`}
          placeholder={t`Their IT says that the mail gateway was updated on 3 May`}
          required
          maxLength={500}
          data-autofocus
          value={evidence}
          onChange={(event) => setEvidence(event.currentTarget.value)}
        />
      )}
    </ConfirmAction>
  )
}

function liftWords(count: number): string {
  const shown = wholeNumber(count)
  return plural(count, msg`Lift ${shown} opt-out`, msg`Lift ${shown} opt-outs`)
}

function keepWords(count: number): string {
  const shown = wholeNumber(count)
  return plural(count, msg`Keep ${shown} opt-out`, msg`Keep ${shown} opt-outs`)
}

function stayWords(count: number): string {
  return plural(
    count,
    msg`${wholeNumber(count)} stays: another opt-out holds.`,
    msg`${wholeNumber(count)} stay: another opt-out holds.`,
  )
}
