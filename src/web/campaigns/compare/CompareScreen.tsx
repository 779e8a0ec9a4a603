import { Group, SegmentedControl, Skeleton, Stack, Text, Title } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { COMPARED_MAX, COMPARED_MIN } from '../../../api/contract/index.ts'
import { useAnswer } from '../../api.ts'
import { t } from '../../languages/messages.ts'
import { EmptyState } from '../../pieces/EmptyState.tsx'
import { ErrorNotice } from '../../pieces/ErrorNotice.tsx'
import { ButtonLink, TextLink } from '../../pieces/Go.tsx'
import { PageHeader } from '../../pieces/PageHeader.tsx'
import { PageSkeleton } from '../../pieces/Skeletons.tsx'
import { LIST_PACE_MS } from '../paces.ts'
import { readIds } from '../sorting.ts'
import { CompareTable } from './CompareTable.tsx'
import classes from './compare.module.css'
import { drawn, halfWords, type Compared } from './curves.ts'

const CurvesChart = lazy(() => import('./CurvesChart.tsx'))
const route = getRouteApi('/inside/campaigns/compare')

/** Some campaigns side by side and together, and how each went on after its sending. */
export default function CompareScreen() {
  const words = route.useSearch()
  const ids = readIds(words.ids).slice(0, COMPARED_MAX)
  const curve = words.curve === 'clicks' ? 'clicks' : 'opens'
  const audience = words.audience === 'all' ? 'all' : 'human'
  const isEnough = ids.length >= COMPARED_MIN
  const { data, error, refetch } = useAnswer(
    'campaigns.compare',
    { query: { ids: ids.join(','), curve, audience } },
    { isWanted: isEnough, every: LIST_PACE_MS },
  )
  if (!isEnough) return <Nothing />
  if (error && !data) return <ErrorNotice isPage error={error} onRetry={() => void refetch()} />
  return (
    <>
      <PageHeader
        title={t`Campaigns compared`}
        sub={t`Together: counts added up, each rate the ratio of these sums.`}
        actions={
          <>
            <TextLink size="sm" to="/campaigns" search={{ ids: ids.join(',') }}>
              {t`Choose others`}
            </TextLink>
            <Choice name="audience" value={audience} />
          </>
        }
      />
      {data ? (
        <Stack gap="xl">
          <CompareTable compared={data} audience={audience} />
          <section aria-labelledby="curves">
            <Group justify="space-between" mb="sm">
              <Title order={2} id="curves">
                {t`Since each was sent`}
              </Title>
              <Choice name="curve" value={curve} />
            </Group>
            <Curves compared={data} curve={curve} />
          </section>
        </Stack>
      ) : (
        <PageSkeleton />
      )}
    </>
  )
}

function Curves({ compared, curve }: { compared: Compared; curve: 'opens' | 'clicks' }) {
  const lines = drawn(compared)
  if (lines.every(({ curve: { of } }) => of === 0)) {
    return (
      <Text size="sm" c="dimmed">
        {curve === 'opens' ? t`None of them has opens yet.` : t`None of them has clicks yet.`}
      </Text>
    )
  }
  return (
    <>
      <Suspense fallback={<Skeleton className={classes.chart} />}>
        <CurvesChart lines={lines} kind={curve} />
      </Suspense>
      <ul className={classes.lines} aria-label={t`The curves in words`}>
        {lines.map(({ letter, name, curve: line }) => (
          <li key={letter}>
            <span className={classes.letter} data-letter={letter}>
              {letter}
            </span>{' '}
            {name}{' '}
            <Text span size="sm" c="dimmed">
              {halfWords(line, curve)}
            </Text>
          </li>
        ))}
      </ul>
      <Text size="xs" c="dimmed" mt="xs">
        {CURVES_MEAN[curve]}
      </Text>
    </>
  )
}

const CURVES_MEAN = {
  opens: t`The share of all opens that are known of a campaign, by the hour of its first week.
    A line that ends below 100% has opens of later; a short one is young.`,
  clicks: t`The share of all clicks that are known of a campaign, by the hour of its first week.
    A line that ends below 100% has clicks of later; a short one is young.`,
}

const CHOICES = {
  audience: {
    label: t`Whose opens and clicks are counted`,
    data: [
      { value: 'human', label: t`People` },
      { value: 'all', label: t`All` },
    ],
  },
  curve: {
    label: t`What the curves show`,
    data: [
      { value: 'opens', label: t`Opens` },
      { value: 'clicks', label: t`Clicks` },
    ],
  },
}

function Choice({ name, value }: { name: keyof typeof CHOICES; value: string }) {
  const navigate = route.useNavigate()
  return (
    <SegmentedControl
      size="xs"
      aria-label={CHOICES[name].label}
      value={value}
      onChange={(word) =>
        void navigate({
          search: (now) => ({ ...now, [name]: word }),
          replace: true,
          resetScroll: false,
        })
      }
      data={CHOICES[name].data}
    />
  )
}

function Nothing() {
  return (
    <>
      <PageHeader title={t`Campaigns compared`} />
      <EmptyState
        title={t`Tick ${COMPARED_MIN} to ${COMPARED_MAX} campaigns`}
        action={<ButtonLink to="/campaigns">{t`Choose campaigns`}</ButtonLink>}
      >
        {t`Their figures then stand here side by side.`}
      </EmptyState>
    </>
  )
}
