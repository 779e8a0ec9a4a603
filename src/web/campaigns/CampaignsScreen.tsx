import { Button, CloseButton, Group, SegmentedControl, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { COMPARED_MAX, COMPARED_MIN } from '../../api/contract/index.ts'
import { useAnswer, usePages } from '../api.ts'
import { t, tc } from '../languages/messages.ts'
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
  const picking = useMemo(() => {
    const picked = readIds(words.ids)
    const pick = (ids: number[]) => change({ ids: ids.join(',') || undefined })
    return {
      picked,
      onPick: (id: number, isPicked: boolean) =>
        pick(isPicked ? [...picked, id] : picked.filter((one) => one !== id)),
    }
  }, [words.ids, change])
  const pages = usePages(
    'campaigns.list',
    { query: { search: search || undefined, status, ...ordered, ...month } },
    { every: LIST_PACE_MS },
  )
  return (
    <>
      <PageHeader
        title={t`Campaigns`}
        sub={t`What came home of each mailing.`}
        actions={
          <>
            <TextLink size="sm" to="/figures">
              {t`What the figures mean`}
            </TextLink>
            <TextLink size="sm" to="/reconciliation">
              {t`Beside the services' own totals`}
            </TextLink>
            {may('edit_campaigns') && (
              <ButtonLink to="/campaigns/new">{t`New campaign`}</ButtonLink>
            )}
          </>
        }
      />
      <Group gap="sm" mb="md">
        <SearchField label={t`Find a campaign`} value={search} onSearch={onSearch} />
        <SegmentedControl
          size="xs"
          aria-label={t`Which campaigns`}
          value={status}
          onChange={(word) => change({ status: word === 'all' ? undefined : word })}
          data={[
            { value: 'all', label: t`All` },
            { value: 'sent', label: t`Sent` },
            { value: 'unsent', label: t`Not sent yet` },
          ]}
        />
        {month && words.month && (
          <Button
            size="xs"
            variant="default"
            rightSection={<CloseButton component="span" size="xs" aria-hidden />}
            aria-label={t`Sent in ${monthWords(words.month)}: show every month`}
            onClick={() => change({ month: undefined })}
          >
            {t`Sent in ${monthWords(words.month)}`}
          </Button>
        )}
        <Ticked picked={picking.picked} onClear={() => change({ ids: undefined })} />
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
          picking={picking}
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
          {t`1 ticked: tick another to compare`}
        </Text>
      ) : (
        <ButtonLink size="xs" to="/campaigns/compare" search={{ ids: picked.join(',') }}>
          {t`Compare ${picked.length} campaigns`}
        </ButtonLink>
      )}
      {picked.length >= COMPARED_MAX && (
        <Text size="xs" c="dimmed">
          {t`${COMPARED_MAX} at most`}
        </Text>
      )}
      <Button size="xs" variant="subtle" onClick={onClear}>
        {tc('ticks')`Clear`}
      </Button>
    </Group>
  )
}

function NoCampaigns({ isFiltered }: { isFiltered: boolean }) {
  const connections = useAnswer('connections.list', {}, { isWanted: !isFiltered })
  const may = useMay()
  if (isFiltered) {
    return (
      <EmptyState
        title={t`No campaign fits`}
      >{t`Take off a filter, or search for less.`}</EmptyState>
    )
  }
  if (connections.data?.items.length === 0) {
    return (
      <EmptyState
        title={t`Campaigns appear here once a service is connected`}
        action={
          may('manage_connections') && (
            <ButtonLink to="/connections/new">{t`Connect an e-mail service`}</ButtonLink>
          )
        }
      >
        {t`Homing reads every campaign of the account, with all that happened to it.`}
      </EmptyState>
    )
  }
  return (
    <EmptyState title={t`No campaign has come home yet`}>
      {t`The first run brings them; each connection shows when it is next due.`}
    </EmptyState>
  )
}
