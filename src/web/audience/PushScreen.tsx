import { Button, Group, Stack, Text } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useAnswer, useChange, type Given } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { ButtonLink } from '../pieces/Go.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { PageSkeleton } from '../pieces/Skeletons.tsx'
import { notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import { PushPeople } from './PushPeople.tsx'
import { PushPlan } from './PushPlan.tsx'
import { isOver, paceOf, titleOf, type Push, type PushCount } from './words.ts'

/** One push: its plan before, its progress meanwhile, and what became of each person. */
export default function PushScreen() {
  const { pushId } = useParams({ from: '/inside/pushes/$pushId' })
  const params = { pushId: Number(pushId) }
  const answer = useAnswer('pushes.show', { params }, { every: paceOf })
  const [chosen, choose] = useState<PushCount>()
  const { data: push, error, refetch } = answer
  if (error && !push) return <ErrorNotice isPage error={error} onRetry={() => void refetch()} />
  if (!push) return <PageSkeleton />
  return (
    <>
      <PageHeader
        title={titleOf(push)}
        sub={t`Push ${push.id} to ${push.connectionName}, by ${push.createdBy}`}
        actions={<Steer push={push} />}
      />
      <Stack gap="md">
        <Panel title={t`Plan and outcome`}>
          <PushPlan push={push} onOpen={choose} />
          {push.status === 'draft' && <Unfinished push={push} />}
        </Panel>
        <PushPeople
          pushId={push.id}
          of={chosen}
          every={paceOf(push)}
          onAll={() => choose(undefined)}
        />
      </Stack>
    </>
  )
}

/** A draft that was left: where it goes on, or begins anew. */
function Unfinished({ push }: { push: Push }) {
  const may = useMay()
  const [chosen] = push.counts
  if (!may('edit_people')) return null
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm">
        {chosen
          ? t`Nothing goes to your e-mail service before you have seen the plan and finished.`
          : t`Nobody was chosen for it: begin another, and cancel this one.`}
      </Text>
      {chosen ? (
        <ButtonLink
          to="/pushes/new"
          search={{ push: String(push.id), list: String(chosen.listId), step: 'review' }}
        >{t`Go on to the plan`}</ButtonLink>
      ) : (
        <ButtonLink to="/pushes/new" variant="default">{t`Add people to a list`}</ButtonLink>
      )}
    </Stack>
  )
}

const REFRESHED = ['pushes.show', 'pushes.items', 'pushes.list', 'problems.count'] as const

/** Another push of those that failed: it opens as a plan, and goes out once it is started. */
function RetryFailed({ push }: { push: Push }) {
  const navigate = useNavigate()
  const retry = useChange('pushes.retry', ['pushes.list', 'problems.count'])
  const failed = push.counts
    .filter((one) => one.status === 'failed')
    .reduce((sum, one) => sum + one.count, 0)
  if (!isOver(push) || failed === 0) return null
  const params = { pushId: push.id }
  const open = ({ id }: { id: number }) =>
    void navigate({ to: '/pushes/$pushId', params: { pushId: String(id) } })
  return (
    <Button
      variant="default"
      loading={retry.isPending}
      onClick={() => retry.mutate({ params }, { onSuccess: open, onError: notifyRefusal })}
    >
      {t`Retry only the ${wholeNumber(failed)} that failed`}
    </Button>
  )
}

/** What may be done with a push as it stands. */
export function Steer({ push }: { push: Push }) {
  const may = useMay()
  const steer = useChange('pushes.steer', [...REFRESHED])
  const decide = useChange('pushes.decide', [...REFRESHED])
  if (!may('edit_people')) return null
  const params = { pushId: push.id }
  const does = (verb: Given<'pushes.steer'>['body']['do']) => () =>
    steer.mutateAsync({ params, body: { do: verb } })
  const { status } = push
  const waiting = (of: Push['counts'][number]['verb']) =>
    push.counts
      .filter((one) => one.verb === of && one.status === 'waiting')
      .reduce((sum, one) => sum + one.count, 0)
  const removals = waiting('remove')
  const tells = waiting('tell')
  return (
    <Group gap="xs">
      {status === 'planned' && (
        <Button onClick={() => void does('start')()} loading={steer.isPending}>
          {t`Start`}
        </Button>
      )}
      {status === 'held' && may('manage_connections') && (
        <ConfirmAction
          label={
            push.cause === 'details'
              ? t`Approve ${wholeNumber(tells)} changes`
              : t`Approve ${wholeNumber(removals)} removals`
          }
          isDestructive
          consequence={
            push.cause === 'details'
              ? t`The service replaces what it holds of them. Nobody’s lists or wishes change.`
              : t`They are taken off the list at the service, and stay subscribed there.`
          }
          onConfirm={() => decide.mutateAsync({ params, body: { decision: 'approve' } })}
        />
      )}
      {(status === 'running' || status === 'approved') && (
        <Button variant="default" onClick={() => void does('pause')()}>
          {t`Pause`}
        </Button>
      )}
      {status === 'paused' && <Button onClick={() => void does('resume')()}>{t`Resume`}</Button>}
      <RetryFailed push={push} />
      {!isOver(push) && (
        <ConfirmAction
          label={t`Cancel this push`}
          consequence={t`Whoever the service was not asked for yet is left out.`}
          onConfirm={does('cancel')}
        />
      )}
    </Group>
  )
}
