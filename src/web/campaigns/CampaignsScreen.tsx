import { Group, SegmentedControl } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback } from 'react'
import { useAnswer, usePages } from '../api.ts'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { ButtonLink, TextLink } from '../pieces/Go.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { useMay } from '../session/session.ts'
import { CampaignsTable } from './CampaignsTable.tsx'
import { LIST_PACE_MS } from './paces.ts'
import { SearchField } from './SearchField.tsx'

const route = getRouteApi('/inside/campaigns')
const STATUSES = ['all', 'sent', 'unsent'] as const

/** All campaigns, newest first, each number a door. */
export default function CampaignsScreen() {
  const { search = '', status: typed } = route.useSearch()
  const status = STATUSES.find((word) => word === typed) ?? 'all'
  const navigate = route.useNavigate()
  const may = useMay()
  const onSearch = useCallback(
    (words: string) =>
      void navigate({
        search: (now) => ({ ...now, search: words || undefined }),
        replace: true,
      }),
    [navigate],
  )
  const pages = usePages(
    'campaigns.list',
    { query: { search: search || undefined, status } },
    { every: LIST_PACE_MS },
  )
  return (
    <>
      <PageHeader
        title="Campaigns"
        sub="What came home of each mailing, newest first."
        actions={
          <>
            <TextLink size="sm" to="/reconciliation">
              Beside the services' own totals
            </TextLink>
            {may('edit_campaigns') && <ButtonLink to="/campaigns/new">New campaign</ButtonLink>}
          </>
        }
      />
      <Group gap="sm" mb="md">
        <SearchField label="Find a campaign" value={search} onSearch={onSearch} />
        <SegmentedControl
          size="xs"
          aria-label="Which campaigns"
          value={status}
          onChange={(word) =>
            void navigate({
              search: (now) => ({ ...now, status: word === 'all' ? undefined : word }),
              replace: true,
            })
          }
          data={[
            { value: 'all', label: 'All' },
            { value: 'sent', label: 'Sent' },
            { value: 'unsent', label: 'Not sent yet' },
          ]}
        />
      </Group>
      {pages.error ? (
        <ErrorNotice error={pages.error} onRetry={pages.retry} />
      ) : (
        <CampaignsTable
          rows={pages.rows}
          more={pages.more}
          isPending={pages.isPending}
          isStale={pages.isStale}
          choice="campaigns"
          empty={<NoCampaigns isFiltered={search !== '' || status !== 'all'} />}
        />
      )}
    </>
  )
}

function NoCampaigns({ isFiltered }: { isFiltered: boolean }) {
  const connections = useAnswer('connections.list', {}, { isWanted: !isFiltered })
  const may = useMay()
  if (isFiltered) {
    return <EmptyState title="No campaign fits">Take off a filter, or search for less.</EmptyState>
  }
  if (connections.data?.items.length === 0) {
    return (
      <EmptyState
        title="Campaigns appear here once a service is connected"
        action={
          may('manage_connections') && (
            <ButtonLink to="/connections/new">Connect Constant Contact</ButtonLink>
          )
        }
      >
        Homing reads every campaign of the account, with all that happened to it.
      </EmptyState>
    )
  }
  return (
    <EmptyState title="No campaign has come home yet">
      The first run brings them; each connection shows when it is next due.
    </EmptyState>
  )
}
