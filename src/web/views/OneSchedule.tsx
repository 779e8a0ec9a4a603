import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useChange, usePages } from '../api.ts'
import { counted, jt, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { notifyDone, notifyRefusal } from '../refusals.ts'
import { ScheduleForm } from './ScheduleForm.tsx'
import {
  LAST,
  SCHEDULES_KEPT,
  type Schedule,
  type ScheduleWords,
  type Sending,
} from './schedules.ts'
import { nameTold } from './told.ts'

const EVERY_MS = 5_000

/** One view that is sent: changed, sent now, ended, and what became of its sendings. */
export function OneSchedule({ schedule, onEnded }: { schedule: Schedule; onEnded: () => void }) {
  const params = { scheduleId: schedule.id }
  const name = nameTold(schedule.viewId, schedule.viewName)
  const change = useChange('viewSchedules.change', [...SCHEDULES_KEPT])
  const now = useChange('viewSchedules.send', [...SCHEDULES_KEPT])
  const end = useChange('viewSchedules.remove', [...SCHEDULES_KEPT])

  async function keep(words: ScheduleWords) {
    const { parameters, version } = schedule
    await change.mutateAsync({ params, body: { ...words, parameters, version } })
    notifyDone(t`It is kept.`)
  }

  async function sendNow() {
    try {
      await now.mutateAsync({ params })
      notifyDone(t`It is being sent.`)
    } catch (error) {
      notifyRefusal(error)
    }
  }

  return (
    <Stack gap="lg">
      {schedule.status === 'stopped' && (
        <Alert variant="outline" color="red" role="status" title={t`It is sent no more`}>
          {said(schedule.reason)}{' '}
          {t`Mend that, or have an administrator take it over, and keep it again.`}
        </Alert>
      )}
      <ScheduleForm schedule={schedule} onSend={keep} onCancel={onEnded} />
      <Panel
        title={t`Sendings`}
        isPlain
        actions={
          <>
            <Button
              size="compact-sm"
              variant="default"
              loading={now.isPending}
              onClick={() => void sendNow()}
            >
              {t`Send now`}
            </Button>
            <ConfirmAction
              size="compact-sm"
              label={t`End it`}
              isDestructive
              consequence={t`“${name}” is sent no more. The audit tells of it.`}
              onConfirm={async () => {
                await end.mutateAsync({ params })
                onEnded()
              }}
            />
          </>
        }
      >
        <Sendings schedule={schedule} />
      </Panel>
    </Stack>
  )
}

function Sendings({ schedule }: { schedule: Schedule }) {
  const { rows, more, isPending, error, retry } = usePages(
    'viewSchedules.sendings',
    { params: { scheduleId: schedule.id }, query: { limit: 20 } },
    { every: EVERY_MS },
  )
  if (error) return <ErrorNotice error={error} onRetry={retry} />
  if (isPending) return <LinesSkeleton lines={4} />
  if (rows.length === 0) {
    return (
      <EmptyState title={t`Nothing was sent yet`}>
        {t`Each sending stands here for 90 days.`}
      </EmptyState>
    )
  }
  return (
    <Stack gap="sm" component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
      {rows.map((sending) => (
        <OneSending key={sending.id} sending={sending} />
      ))}
      {more.has && (
        <Button size="compact-sm" variant="subtle" loading={more.isLoading} onClick={more.load}>
          {t`Older ones`}
        </Button>
      )}
    </Stack>
  )
}

function OneSending({ sending }: { sending: Sending }) {
  const { status, dueAt, rows, isLinked, isByHand, outcome, letters, nextTryAt } = sending
  const facts = [
    ...(isByHand ? [t`by hand`] : []),
    ...(rows === null ? [] : [counted(rows, 'row')]),
    ...(isLinked ? [t`a link, as it was too large`] : []),
  ]
  const lost = letters.filter((one) => one.status === 'failed' || one.status === 'unknown')
  return (
    <li>
      <Group gap="xs">
        <StateBadge tone={LAST[status].tone}>{LAST[status].word}</StateBadge>
        <Moment at={dueAt} />
        <Text size="sm" c="dimmed">
          {facts.join(' · ')}
        </Text>
      </Group>
      {outcome !== '' && <Text size="sm">{said(outcome)}</Text>}
      {nextTryAt !== null && (
        <Text size="sm" c="dimmed">
          {jt`Next try ${(<Moment at={nextTryAt} />)}`}
        </Text>
      )}
      {lost.map(({ name, outcome: why }) => (
        <Text size="sm" key={name}>
          {name}: {said(why)}
        </Text>
      ))}
    </li>
  )
}
