import { Button, Group, SegmentedControl, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAnswer, usePages } from '../api.ts'
import { jt, t, tc } from '../languages/messages.ts'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { AlarmItem } from './AlarmItem.tsx'
import classes from './alarms.module.css'

const route = getRouteApi('/inside/alarms')
const PAGE_ROWS = 50
const PACE_MS = 30_000

const STATES = [
  { value: 'open', label: tc('alarm')`Open`, empty: t`All is well` },
  { value: 'silenced', label: tc('alarm')`Silenced`, empty: t`Nothing is silenced` },
  { value: 'over', label: tc('alarm')`Over`, empty: t`Nothing has happened yet` },
] as const

/** What has gone silent or will be lost: since when, who must act, and the next step. */
export default function AlarmsScreen() {
  const navigate = route.useNavigate()
  const { state: typed } = route.useSearch()
  const { value: state, empty } = STATES.find(({ value }) => value === typed) ?? STATES[0]
  const { rows, more, isPending, error, retry } = usePages(
    'alarms.list',
    { query: { state, limit: PAGE_ROWS } },
    { every: PACE_MS },
  )
  return (
    <>
      <PageHeader title={t`Alarms`} sub={<Sub />} />
      <SegmentedControl
        mb="md"
        size="xs"
        aria-label={t`Which alarms`}
        value={state}
        data={STATES.map(({ value, label }) => ({ value, label }))}
        onChange={(word) =>
          void navigate({ search: { state: word === 'open' ? undefined : word }, replace: true })
        }
      />
      {error && <ErrorNotice error={error} onRetry={retry} />}
      {isPending && <LinesSkeleton />}
      {!isPending && !error && rows.length === 0 && (
        <EmptyState title={empty}>
          {state === 'open'
            && t`When a connection stops, an authorisation ends, or a service is about to drop
              feedback that is not here yet, it stands here, with the next step.`}
        </EmptyState>
      )}
      <ul className={classes.list} aria-label={t`Alarms`}>
        {rows.map((alarm) => (
          <AlarmItem key={alarm.id} alarm={alarm} />
        ))}
      </ul>
      {more.has && (
        <Group justify="center" mt="md">
          <Button variant="default" onClick={more.load} loading={more.isLoading}>
            {t`Load more`}
          </Button>
        </Group>
      )}
    </>
  )
}

function Sub() {
  const { data } = useAnswer('alarms.count', {}, { every: PACE_MS })
  return (
    <>
      {data === undefined || data.lookedAt === null
        ? t`Homing looks every minute.`
        : jt`Homing looks every minute, last ${(<Moment at={data.lookedAt} />)}.`}{' '}
      <TextLink size="sm" underline="always" to="/settings/notifications">
        {t`Choose what you are sent`}
      </TextLink>
      <Text span inherit>
        .
      </Text>
    </>
  )
}
