import { Chip, Group, Stack, Text, Title } from '@mantine/core'
import { useCallback } from 'react'
import { usePages } from '../api.ts'
import { DataTable } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { useMay } from '../session/session.ts'
import { ExportButton } from './ExportButton.tsx'
import { recipientsCsvHref } from './exports.ts'
import { FAX_RECIPIENT_COLUMNS, RECIPIENT_COLUMNS } from './recipientColumns.tsx'
import { SearchField } from './SearchField.tsx'
import { useMoved } from './useMoved.ts'
import type { PanelProps } from './useWindow.ts'
import type { Window } from './window.ts'

const PAGE_ROWS = 100

/** Everybody it was sent to, with totals and the first and last time of each reaction. */
export function RecipientsPanel({ campaign, window, change }: PanelProps) {
  const { search, only } = window
  const may = useMay()
  const isFax = campaign.channel === 'fax'
  const pages = usePages('campaigns.recipients', {
    params: { campaignId: campaign.id },
    query: {
      limit: PAGE_ROWS,
      search: search || undefined,
      ...(only && { [only]: 'true' as const }),
    },
  })
  const { opens, clicks, bounces, optOuts, forwards } = campaign.allFigures
  useMoved([opens, clicks, bounces, optOuts, forwards].map(({ total }) => total).join(' '), [
    'campaigns.recipients',
  ])
  const onSearch = useCallback((words: string) => change({ search: words }), [change])
  return (
    <Stack gap="sm">
      <div>
        <Title order={2}>Recipients</Title>
        {!isFax && (
          <Text size="sm" c="dimmed">
            Totals count everything, privacy proxies and machines included.
          </Text>
        )}
      </div>
      <Group gap="sm" justify="space-between">
        <Group gap="sm" flex="1 1 320px">
          <SearchField label="Find a recipient" value={search} onSearch={onSearch} />
          <Only isFax={isFax} only={only} onChoose={(chosen) => change({ only: chosen })} />
        </Group>
        {may('export') && (
          <ExportButton rows={campaign.figures.sent.count} href={recipientsCsvHref(campaign.id)} />
        )}
      </Group>
      {pages.error ? (
        <ErrorNotice error={pages.error} onRetry={pages.retry} />
      ) : (
        <DataTable
          label="Recipients"
          columns={isFax ? FAX_RECIPIENT_COLUMNS : RECIPIENT_COLUMNS}
          rows={pages.rows}
          rowKey={(row) => row.addressId}
          more={pages.more}
          isPending={pages.isPending}
          isStale={pages.isStale}
          choice={isFax ? 'fax-recipients' : 'recipients'}
          empty={
            <EmptyState
              title={search || only ? 'Nobody fits these filters' : 'Nothing has been sent yet'}
            />
          }
        />
      )}
    </Stack>
  )
}

interface OnlyProps {
  isFax: boolean
  only: Window['only']
  onChoose: (only: Window['only']) => void
}

function Only({ isFax, only, onChoose }: OnlyProps) {
  const choices = isFax ? (['bounced'] as const) : (['opened', 'clicked', 'bounced'] as const)
  return (
    <Group gap="xs" role="group" aria-label="Only those who">
      {choices.map((name) => (
        <Chip
          key={name}
          size="xs"
          checked={only === name}
          onChange={(isOn) => onChoose(isOn ? name : undefined)}
        >
          {isFax ? 'had a failed call' : name}
        </Chip>
      ))}
    </Group>
  )
}
