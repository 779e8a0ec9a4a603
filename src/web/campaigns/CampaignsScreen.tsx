import { Button, CloseButton, Group, SegmentedControl, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback } from 'react'
import { COMPARED_MAX, COMPARED_MIN } from '../../api/contract/index.ts'
import { useAnswer, usePages } from '../api.ts'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { ButtonLink, TextLink } from '../pieces/Go.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { useMay } from '../session/session.ts'
import { CampaignsTable } from './CampaignsTable.tsx'
import { LIST_PACE_MS } from './paces.ts'
import { monthWords, readMonth } from './months.ts'
import { SearchField } from './SearchField.tsx'
import { orderWords, readIds, readOrder } from './sorting.ts'

const route = getRouteApi('/inside/campaigns')
const STATUSES = ['all', 'sent', 'unsent'] as const

/** All campaigns, newest first or as they are sorted, each number a door. */
export default function CampaignsScreen() {
  const words = route.useSearch()
  const { search = '', status: typed } = words
  const ordered = readOrder(words)
  const picked = readIds(words.ids)
  const month = readMonth(words.month)
  const status = STATUSES.find((word) => word === typed) ?? 'all'
  const navigate = route.useNavigate()
  const may = useMay()
  const change = useCallback(
    (part: Partial<typeof words>) =>
      void navigate({
        search: (now) => ({ ...now, ...part }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  )
  const onSearch = useCallback((typed: string) => change({ search: typed || undefined }), [change])
  const pick = (ids: number[]) => change({ ids: ids.join(',') || undefined })
  const pages = usePages(
    'campaigns.list',
    { query: { search: search || undefined, status, ...ordered, ...month } },
    { every: LIST_PACE_MS },
  )
  return (
    <>
      <PageHeader
        title="Campaigns"
        sub="What came home of each mailing."
        actions={
          <>
            <TextLink size="sm" to="/figures">
              What the figures mean
            </TextLink>
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
          onChange={(word) => change({ status: word === 'all' ? undefined : word })}
          data={[
            { value: 'all', label: 'All' },
            { value: 'sent', label: 'Sent' },
            { value: 'unsent', label: 'Not sent yet' },
          ]}
        />
        {month && words.month && (
          <Button
            size="xs"
            variant="default"
            rightSection={<CloseButton component="span" size="xs" aria-hidden />}
            aria-label={`Sent in ${monthWords(words.month)}: show every month`}
            onClick={() => change({ month: undefined })}
          >
            Sent in {monthWords(words.month)}
          </Button>
        )}
        <Ticked picked={picked} onClear={() => pick([])} />
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
          sorting={{
            by: ordered.sort,
            order: ordered.order,
            onSort: (by) => change(orderWords(ordered, by)),
          }}
          picking={{
            picked,
            onPick: (id, isPicked) =>
              pick(isPicked ? [...picked, id] : picked.filter((one) => one !== id)),
          }}
          empty={<NoCampaigns isFiltered={Boolean(search || month) || status !== 'all'} />}
        />
      )}
    </>
  )
}

/** What is ticked, and the way to the comparison; nothing while nothing is. */
function Ticked({ picked, onClear }: { picked: number[]; onClear: () => void }) {
  if (picked.length === 0) return null
  return (
    <Group gap="xs" role="status">
      {picked.length < COMPARED_MIN ? (
        <Text size="sm" c="dimmed">
          1 ticked: tick another to compare
        </Text>
      ) : (
        <ButtonLink size="xs" to="/campaigns/compare" search={{ ids: picked.join(',') }}>
          Compare {picked.length} campaigns
        </ButtonLink>
      )}
      {picked.length >= COMPARED_MAX && (
        <Text size="xs" c="dimmed">
          {COMPARED_MAX} at most
        </Text>
      )}
      <Button size="xs" variant="subtle" onClick={onClear}>
        Clear
      </Button>
    </Group>
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
