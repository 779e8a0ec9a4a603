import { Grid, Stack } from '@mantine/core'
import { useAnswer, usePages } from '../api.ts'
import { LIST_PACE_MS } from '../campaigns/paces.ts'
import { CampaignsTable } from '../campaigns/CampaignsTable.tsx'
import { paceOfList } from '../connections/paces.ts'
import { t } from '../languages/messages.ts'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { PageSkeleton } from '../pieces/Skeletons.tsx'
import { useSession } from '../session/session.ts'
import { ConnectionsHealth } from './ConnectionsHealth.tsx'
import { DashboardAtHome } from './DashboardAtHome.tsx'
import { EndingLine } from './EndingLine.tsx'
import { FirstSteps } from './FirstSteps.tsx'
import { Months } from './Months.tsx'
import { NeedsYou } from './NeedsYou.tsx'
import { RetentionClock } from './RetentionClock.tsx'
import { PeopleTotals } from './PeopleTotals.tsx'

const CALM_MS = 30_000
const NEWEST_SHOWN = 5

/** What needs somebody, how the connections are, and the newest numbers. */
export default function HomeScreen() {
  const { workspace } = useSession()
  const people = useAnswer('people.count', {}, { every: CALM_MS })
  const connections = useAnswer('connections.list', {}, { every: paceOfList })
  const error = people.error ?? connections.error
  if (error && !(people.data && connections.data)) {
    return (
      <ErrorNotice error={error} onRetry={() => void [people.refetch(), connections.refetch()]} />
    )
  }
  if (!people.data || !connections.data) return <PageSkeleton />
  const { items } = connections.data
  const isBeginning = people.data.people === 0 || items.length === 0
  return (
    <>
      <PageHeader title={workspace.name} />
      <Stack gap="md">
        {isBeginning && (
          <FirstSteps hasPeople={people.data.people > 0} hasConnection={items.length > 0} />
        )}
        {items.length > 0 && (
          <Grid gap="md">
            <Grid.Col span={{ base: 12, md: 7 }}>
              <Stack gap="md">
                <NeedsYou connections={items} />
                <RetentionClock />
              </Stack>
            </Grid.Col>
            <Grid.Col span={{ base: 12, md: 5 }}>
              <ConnectionsHealth connections={items} />
            </Grid.Col>
          </Grid>
        )}
        {items.length > 0 && <DashboardAtHome />}
        {items.length > 0 && <NewestCampaigns />}
        {items.length > 0 && <Months />}
        <EndingLine />
        {people.data.people > 0 && <PeopleTotals totals={people.data} />}
      </Stack>
    </>
  )
}

function NewestCampaigns() {
  const { rows, isPending, error, retry } = usePages(
    'campaigns.list',
    { query: { limit: NEWEST_SHOWN, status: 'sent' } },
    { every: LIST_PACE_MS },
  )
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
