import { Group, SegmentedControl, Skeleton, Stack, Text, Title } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { COMPARED_MAX, COMPARED_MIN } from '../../../api/contract/index.ts'
import { useAnswer } from '../../api.ts'
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
        title="Campaigns compared"
        sub="Together: counts added up, each rate the ratio of these sums."
        actions={
          <>
            <TextLink size="sm" to="/campaigns" search={{ ids: ids.join(',') }}>
              Choose others
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
                Since each was sent
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
        None of them has {curve} yet.
      </Text>
    )
  }
  return (
    <>
      <Suspense fallback={<Skeleton className={classes.chart} />}>
        <CurvesChart lines={lines} kind={curve} />
      </Suspense>
      <ul className={classes.lines} aria-label="The curves in words">
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
        The share of all {curve} that are known of a campaign, by the hour of its first week. A line
        that ends below 100% has {curve} of later; a short one is young.
      </Text>
    </>
  )
}

const CHOICES = {
  audience: {
    label: 'Whose opens and clicks are counted',
    data: [
      { value: 'human', label: 'People' },
      { value: 'all', label: 'All' },
    ],
  },
  curve: {
    label: 'What the curves show',
    data: [
      { value: 'opens', label: 'Opens' },
      { value: 'clicks', label: 'Clicks' },
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
      <PageHeader title="Campaigns compared" />
      <EmptyState
        title={`Tick ${COMPARED_MIN} to ${COMPARED_MAX} campaigns`}
        action={<ButtonLink to="/campaigns">Choose campaigns</ButtonLink>}
      >
        Their figures then stand here side by side.
      </EmptyState>
    </>
  )
}
