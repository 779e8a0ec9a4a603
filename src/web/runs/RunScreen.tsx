import { Group, Stack, Text, Title } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { kindsWords } from '../connections/kinds.ts'
import { t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { counted, duration, wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { PageSkeleton } from '../pieces/Skeletons.tsx'
import { useNow } from '../pieces/useNow.ts'
import { Facts } from './Facts.tsx'
import { RunProgress } from './RunProgress.tsx'
import { RunState } from './RunState.tsx'
import { SkippedTable } from './SkippedTable.tsx'
import { useRun } from './useRun.ts'
import { durationMs, startedWords, type Run } from './words.ts'

const route = getRouteApi('/inside/runs/$runId')

/** One run: what it did, how far it is, what it read, wrote and skipped and why. */
export default function RunScreen() {
  const runId = Number(route.useParams().runId)
  const { data: run, error, refetch } = useRun(runId)
  if (error && !run) return <ErrorNotice isPage error={error} onRetry={() => void refetch()} />
  if (!run) return <PageSkeleton />
  return (
    <>
      <PageHeader
        title={run.campaign ? t`Run for ${run.campaign.name}` : t`Run over ${run.connectionName}`}
        sub={<Subtitle run={run} />}
      />
      <Stack gap="lg">
        <RunProgress runId={runId} hasLink={false} />
        {run.message !== null && run.status !== 'waiting' && (
          <Text size="sm" c={run.status === 'failed' ? 'var(--homing-bad)' : undefined}>
            {said(run.message)}
          </Text>
        )}
        <RunFacts run={run} />
        <section>
          <Title order={2} mb="xs">
            {t`Skipped`}
          </Title>
          <SkippedTable run={run} />
        </section>
      </Stack>
    </>
  )
}

function Subtitle({ run }: { run: Run }) {
  const connectionId = String(run.connectionId)
  return (
    <Group gap="xs">
      <RunState run={run} />
      <span>
        <TextLink
          size="sm"
          underline="always"
          to="/connections/$connectionId"
          params={{ connectionId }}
        >
          {run.connectionName}
        </TextLink>
        {run.campaign && (
          <>
            {' · '}
            <TextLink
              size="sm"
              underline="always"
              to="/campaigns/$campaignId"
              params={{ campaignId: String(run.campaign.id) }}
            >
              {run.campaign.name}
            </TextLink>
          </>
        )}
        {' · '}
        {startedWords(run)}
      </span>
    </Group>
  )
}

function RunFacts({ run }: { run: Run }) {
  const now = useNow()
  const took = durationMs(run, now.getTime())
  return (
    <Facts
      facts={[
        [t`What`, kindsWords(run.kinds)],
        [t`Asked for`, <Moment key="queued" at={run.queuedAt} />],
        [t`Started`, <Moment key="started" at={run.startedAt} />],
        [t`Ended`, <Moment key="ended" at={run.endedAt} />],
        [run.endedAt === null ? t`Running for` : t`Took`, took === null ? '–' : duration(took)],
        [tc('run')`Steps`, stepsWords(run)],
        [t`Asked of the service`, counted(run.requests, 'request')],
        [t`Pages kept`, <Pages key="pages" run={run} />],
        [t`Events read`, wholeNumber(run.eventsRead)],
        [t`New events`, wholeNumber(run.eventsWritten)],
        [t`Problems`, <Problems key="problems" count={run.problems} />],
      ]}
    />
  )
}

/** The figure opens the very pages. */
function Pages({ run }: { run: Run }) {
  if (run.pages === 0) return tc('pages')`none`
  return (
    <TextLink size="sm" to="/receipts" search={{ runId: String(run.id) }}>
      {wholeNumber(run.pages)}
    </TextLink>
  )
}

function Problems({ count }: { count: number }) {
  if (count === 0) return tc('problems')`none`
  return (
    <TextLink size="sm" to="/problems">
      {wholeNumber(count)}
    </TextLink>
  )
}

function stepsWords({ stepsDone, stepsTotal }: Run): string {
  if (stepsTotal === null) return wholeNumber(stepsDone)
  return t`${wholeNumber(stepsDone)} of ${wholeNumber(stepsTotal)}`
}
