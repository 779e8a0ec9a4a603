import { Group, SegmentedControl, Skeleton, Text, Title } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useAnswer } from '../api.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { useSees } from '../session/session.ts'
import { evenPoints, type ActivityPoint, type ActivityStep } from './activity.ts'
import classes from './campaign.module.css'
import { paceOf } from './paces.ts'
import type { PanelProps } from './useWindow.ts'

const ActivityChart = lazy(() => import('./ActivityChart.tsx'))

/** Opens and clicks over time, by hour or by day; nothing where both are hidden. */
export function Activity(panel: PanelProps) {
  const sees = useSees()
  return sees('opens') || sees('clicks') ? <OverTime {...panel} /> : null
}

function OverTime({ campaign, window, change }: PanelProps) {
  const { data, error, refetch } = useAnswer(
    'campaigns.activity',
    {
      params: { campaignId: campaign.id },
      query: { step: window.step, audience: window.audience },
    },
    { every: paceOf(campaign) },
  )
  return (
    <section aria-labelledby="activity">
      <Group justify="space-between" mb="sm">
        <Title order={2} id="activity">
          Activity over time
        </Title>
        <SegmentedControl
          size="xs"
          aria-label="Step of the chart"
          value={data?.step ?? window.step ?? 'hour'}
          onChange={(step) => change({ step: step as ActivityStep })}
          data={[
            { value: 'hour', label: 'By hour' },
            { value: 'day', label: 'By day' },
          ]}
        />
      </Group>
      {error && !data ? (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <Chart data={data} />
      )}
    </section>
  )
}

function Chart({ data }: { data: { step: ActivityStep; points: ActivityPoint[] } | undefined }) {
  if (!data) return <Skeleton className={classes.chart} />
  const { points, isCut } = evenPoints(data.points, data.step)
  if (points.every(({ opens, clicks }) => (opens ?? 0) + (clicks ?? 0) === 0)) {
    return (
      <Text size="sm" c="dimmed">
        No open or click has come home yet. They appear here by the hour.
      </Text>
    )
  }
  return (
    <>
      <Suspense fallback={<Skeleton className={classes.chart} />}>
        <ActivityChart points={points} step={data.step} />
      </Suspense>
      {isCut && (
        <Text size="xs" c="dimmed">
          Later hours do not fit; choose “By day” to see all of them.
        </Text>
      )}
    </>
  )
}
