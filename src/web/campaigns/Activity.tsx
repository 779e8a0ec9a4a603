import { Anchor, Group, SegmentedControl, Skeleton, Text, Title } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useAnswer, type AnswerTo } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { counted } from '../pieces/format.ts'
import { useSees } from '../session/session.ts'
import { evenPoints, type ActivityStep } from './activity.ts'
import classes from './campaign.module.css'
import { paceOf } from './paces.ts'
import type { PanelProps } from './useWindow.ts'

type Told = AnswerTo<'campaigns.activity'>

const ActivityChart = lazy(() => import('./ActivityChart.tsx'))

/** Opens and clicks over time: the first three days by hour, or all by day; only what is seen. */
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
          {t`Activity over time`}
        </Title>
        <SegmentedControl
          size="xs"
          aria-label={t`Step of the chart`}
          value={data?.step ?? window.step ?? 'hour'}
          onChange={(step) => change({ step: step as ActivityStep })}
          data={[
            { value: 'hour', label: t`First 72 hours` },
            { value: 'day', label: t`By day` },
          ]}
        />
      </Group>
      {error && !data ? (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <Chart data={data} onDays={() => change({ step: 'day' })} />
      )}
    </section>
  )
}

function Chart({ data, onDays }: { data: Told | undefined; onDays: () => void }) {
  if (!data) return <Skeleton className={classes.chart} />
  const { points, isCut } = evenPoints(data.points, data.step)
  const { after } = data
  const countOf = (one: Pick<Told['after'], 'opens' | 'clicks'>) =>
    (one.opens ?? 0) + (one.clicks ?? 0)
  if (points.every((point) => countOf(point) === 0) && countOf(after) === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t`No open or click has come home yet. They appear here by the hour.`}
      </Text>
    )
  }
  return (
    <>
      <Suspense fallback={<Skeleton className={classes.chart} />}>
        <ActivityChart points={points} step={data.step} />
      </Suspense>
      {data.step === 'hour' && countOf(after) > 0 && (
        <Text size="xs" c="dimmed">
          {jt`After these hours came
            ${counted(after.opens ?? 0, 'open')} and ${counted(after.clicks ?? 0, 'click')}. ${(
              <Anchor
                component="button"
                type="button"
                size="xs"
                underline="always"
                onClick={onDays}
              >
                {t`See all by day`}
              </Anchor>
            )}`}
        </Text>
      )}
      {isCut && (
        <Text size="xs" c="dimmed">
          {t`Later days do not fit on the chart.`}
        </Text>
      )}
    </>
  )
}
