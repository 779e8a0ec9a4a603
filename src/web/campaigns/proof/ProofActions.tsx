import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, useChange, type AnswerTo } from '../../api.ts'
import { msg, plural, t } from '../../languages/messages.ts'
import { said } from '../../languages/said.ts'
import { ConfirmAction } from '../../pieces/ConfirmAction.tsx'
import { wholeNumber } from '../../pieces/format.ts'
import { StateBadge } from '../../pieces/StateBadge.tsx'
import { notifyRefusal } from '../../refusals.ts'
import { LOOK_WORDS, type Proof } from './words.ts'

const REFRESHED = ['campaigns.audience', 'campaigns.audienceRows', 'campaigns.draft'] as const

const TAKES_OFF = t`They are taken off the lists at the service, and stay subscribed there. Then it
  goes on.`
const ADDS = t`They are put on its list at the service, those who may be. Then it goes on.`
const ALL_THE_SAME = t`It is sent to the strangers too, and without the missing. Whoever must not
  get it goes on holding it.`

/** What can be done about an audience that holds its campaign. Nobody is ever unsubscribed. */
export function ProofActions({ campaignId, proof }: { campaignId: number; proof: Proof }) {
  const params = { campaignId }
  const draft = useAnswer('campaigns.draft', { params }, { every: 15_000 })
  const mend = useChange('campaigns.mendAudience', [...REFRESHED])
  const allow = useChange('campaigns.allowAudience', [...REFRESHED])
  const compare = useChange('campaigns.compareAudience', [...REFRESHED])
  const cancel = useChange('campaigns.cancel', [...REFRESHED, 'campaigns.show'])
  const [reason, setReason] = useState('')
  const isHeld = draft.data?.wish === 'scheduled' && draft.data.heldStatus !== 'scheduled'
  if (!isHeld || proof.step !== 'compared') return null
  const unwanted = proof.strangers + proof.barred
  const missing = proof.counts
    .filter(({ fate }) => fate === 'missing')
    .reduce((sum, { count }) => sum + count, 0)
  return (
    <Stack gap="xs">
      <Standing draft={draft.data!} look={proof.look} />
      <Group gap="xs">
        {unwanted > 0 && (
          <ConfirmAction
            label={t`Take ${wholeNumber(unwanted)} off its lists`}
            consequence={TAKES_OFF}
            onConfirm={() => mend.mutateAsync({ params, body: { do: 'take_off_strangers' } })}
          />
        )}
        {missing > 0 && (
          <ConfirmAction
            label={plural(
              missing,
              msg`Add the ${wholeNumber(missing)} missing`,
              msg`Add the ${wholeNumber(missing)} missing`,
            )}
            consequence={ADDS}
            onConfirm={() => mend.mutateAsync({ params, body: { do: 'add_missing' } })}
          />
        )}
        <ConfirmAction
          label={t`Send it all the same…`}
          confirmLabel={t`Send it all the same`}
          isDestructive
          consequence={ALL_THE_SAME}
          onConfirm={() => allow.mutateAsync({ params, body: { reason } })}
        >
          <Textarea
            label={t`Why`}
            required
            value={reason}
            data-autofocus
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </ConfirmAction>
        <Button
          variant="default"
          loading={compare.isPending}
          onClick={() => compare.mutate({ params }, { onError: notifyRefusal })}
        >
          {t`Compare again`}
        </Button>
        <ConfirmAction
          label={t`Take back the schedule`}
          consequence={t`It is not sent, and becomes a draft again.`}
          onConfirm={() => cancel.mutateAsync({ params })}
        />
      </Group>
    </Stack>
  )
}

/** Why it is not sent yet, and whether somebody has to do something about it. */
function Standing({ draft, look }: { draft: AnswerTo<'campaigns.draft'>; look: Proof['look'] }) {
  if (draft.outcome === '') return null
  return (
    <Group gap="xs">
      {draft.remedy !== '' && <StateBadge tone="bad">{t`It waits for you`}</StateBadge>}
      <StateBadge tone="waiting">{LOOK_WORDS[look]}</StateBadge>
      <Text size="sm">{said(draft.outcome)}</Text>
    </Group>
  )
}
