import { Grid, Stack } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'
import { useFreshnessOfAll } from '../alarms/useFreshness.ts'
import { useAnswer, usePages, type AnswerTo } from '../api.ts'
import { LIST_PACE_MS } from '../campaigns/paces.ts'
import { CampaignsTable } from '../campaigns/CampaignsTable.tsx'
import { paceOfList } from '../connections/paces.ts'
import type { Connection } from '../connections/state.ts'
import { t } from '../languages/messages.ts'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { PageSkeleton } from '../pieces/Skeletons.tsx'
import { useSession } from '../session/session.ts'
import { ConnectionsHealth } from './ConnectionsHealth.tsx'
import { DashboardAtHome, useDashboardAtHome } from './DashboardAtHome.tsx'
import { EndingLine, useEnding } from './EndingLine.tsx'
import { FirstSteps } from './FirstSteps.tsx'
import { Months, useMonths } from './Months.tsx'
import { NeedsYou, useWaiting } from './NeedsYou.tsx'
import { RetentionClock, useRetention } from './RetentionClock.tsx'
import { PeopleTotals } from './PeopleTotals.tsx'
import classes from './home.module.css'

const CALM_MS = 30_000
const NEWEST = { limit: 5, status: 'sent' } as const

/** What needs somebody, how the connections are, and the newest numbers. */
export default function HomeScreen() {
  const { workspace } = useSession()
  const people = useAnswer('people.count', {}, { every: CALM_MS })
  const connections = useAnswer('connections.list', {}, { every: paceOfList })
  const pieces = usePieces(connections.data?.items ?? [], people.data)
  const error = people.error ?? connections.error
  if (error && !(people.data && connections.data)) {
    return (
      <ErrorNotice error={error} onRetry={() => void [people.refetch(), connections.refetch()]} />
    )
  }
  if (!people.data || !connections.data) return <PageSkeleton />
  const hasConnection = connections.data.items.length > 0
  const hasPeople = people.data.people > 0
  return (
    <>
      <PageHeader title={workspace.name} />
      <Stack gap="md">
        {!(hasPeople && hasConnection) && <FirstSteps {...{ hasPeople, hasConnection }} />}
        <InOrder pieces={pieces} />
      </Stack>
    </>
  )
}

interface Piece {
  name: string
  isKnown: boolean
  shown: ReactNode
}

/**
 * Pieces one below the other. Nobody knows how tall one will be, or whether it is there at all,
 * before its answer has come: until then nothing stands below it that it would push away.
 */
function InOrder({ pieces }: { pieces: Piece[] }) {
  const first = pieces.findIndex(({ isKnown }) => !isKnown)
  const shown = first === -1 ? pieces : pieces.slice(0, first + 1)
  return shown.map(({ name, shown: piece }) => <Fragment key={name}>{piece}</Fragment>)
}

/** Everything of home, asked at once and shown in its order. */
function usePieces(items: Connection[], totals: AnswerTo<'people.count'> | undefined): Piece[] {
  const waiting = useWaiting()
  const retention = useRetention()
  const freshness = useFreshnessOfAll()
  const dashboard = useDashboardAtHome()
  const newest = usePages('campaigns.list', { query: NEWEST }, { every: LIST_PACE_MS })
  const months = useMonths()
  const ending = useEnding()
  const isWaitingKnown = Object.values(waiting).every(isAnswered)
  const areSumsKnown = isAnswered(months.current) && isAnswered(months.last)
  const hasPeople = totals !== undefined && totals.people > 0
  const top = (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Stack gap="md">
          <NeedsYou connections={items} waiting={waiting} />
          {isWaitingKnown && <RetentionClock data={retention.data} />}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        {isWaitingKnown && isAnswered(retention) && <ConnectionsHealth connections={items} />}
      </Grid.Col>
    </Grid>
  )
  const isTopKnown = isWaitingKnown && isAnswered(retention) && isAnswered(freshness)
  const news: Piece[] = [
    { name: 'top', isKnown: isTopKnown, shown: top },
    {
      name: 'dashboard',
      isKnown: isAnswered(dashboard),
      shown: <DashboardAtHome {...dashboard} />,
    },
    { name: 'newest', isKnown: !newest.isPending, shown: <NewestCampaigns {...newest} /> },
  ]
  const hasNews = items.length > 0
  return [
    ...(hasNews ? news : []),
    { name: 'ending', isKnown: isAnswered(ending), shown: <EndingLine data={ending.data} /> },
    {
      name: 'sums',
      isKnown: !hasNews || areSumsKnown,
      shown: (
        <div className={classes.sums}>
          {hasNews && <Months {...months} />}
          {hasPeople && (!hasNews || areSumsKnown) && <PeopleTotals totals={totals} />}
        </div>
      ),
    },
  ]
}

/** Whether it has come, be it a refusal. */
function isAnswered({ isPending }: { isPending: boolean }): boolean {
  return !isPending
}

type Newest = ReturnType<typeof usePages<'campaigns.list'>>

function NewestCampaigns({ rows, isPending, error, retry }: Newest) {
  return (
    <Panel
      title={t`Newest campaigns`}
      actions={
        <TextLink size="sm" to="/campaigns">
          {t`All campaigns`}
        </TextLink>
      }
    >
      {error ? (
        <ErrorNotice error={error} onRetry={retry} />
      ) : (
        <CampaignsTable
          rows={rows}
          isPending={isPending}
          empty={
            <EmptyState title={t`No campaign has come home yet`}>
              {t`The first run brings them, with everything that happened to each.`}
            </EmptyState>
          }
        />
      )}
    </Panel>
  )
}
