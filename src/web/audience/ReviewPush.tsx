import { Button, Group, Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { ButtonLink } from '../pieces/Go.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { PushPeople } from './PushPeople.tsx'
import { PushPlan } from './PushPlan.tsx'
import { paceOf, type Push, type PushCount } from './words.ts'

/** The last step: the plan with the list behind each count; finished, it goes out and is shown. */
export function ReviewPush({ push, onBack }: { push: Push; onBack: () => void }) {
  const steer = useChange('pushes.steer', ['pushes.show', 'pushes.items', 'pushes.list'])
  const [chosen, choose] = useState<PushCount>()
  const params = { pushId: push.id }
  const { mutate } = steer
  const isDraft = push.status === 'draft'
  useEffect(() => {
    if (isDraft) mutate({ params: { pushId: push.id }, body: { do: 'plan' } })
  }, [isDraft, mutate, push.id])
  const adds = push.counts
    .filter((one) => one.status === 'waiting' && one.verb === 'add')
    .reduce((sum, one) => sum + one.count, 0)
  const isPlanned = push.status === 'planned'
  return (
    <Stack gap="md">
      <Panel title={t`Plan`}>
        <PushPlan push={push} onOpen={choose} />
      </Panel>
      {steer.error && <ErrorNotice error={steer.error} />}
      <Group>
        {isPlanned && adds > 0 && (
          <Button
            loading={steer.isPending}
            onClick={() => mutate({ params, body: { do: 'start' } })}
          >
            {t`Finish: add ${wholeNumber(adds)}`}
          </Button>
        )}
        {isPlanned && (
          <Button variant="default" onClick={onBack}>
            {t`Back to the people`}
          </Button>
        )}
        {!isPlanned && !isDraft && push.status !== 'planning' && (
          <ButtonLink to="/pushes/$pushId" params={{ pushId: String(push.id) }} variant="default">
            {t`Open this push`}
          </ButtonLink>
        )}
        {isPlanned && adds === 0 && (
          <Text size="sm">{t`Nobody is to be added: there is nothing to finish.`}</Text>
        )}
      </Group>
      <PushPeople
        pushId={push.id}
        of={chosen}
        every={paceOf(push)}
        onAll={() => choose(undefined)}
      />
    </Stack>
  )
}
