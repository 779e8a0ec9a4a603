import { Chip, Group, Stack, Text, Title } from '@mantine/core'
import { useCallback } from 'react'
import { usePages } from '../api.ts'
import { t, tc } from '../languages/messages.ts'
import { DataTable } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { useMay, useSees } from '../session/session.ts'
import { figuresOf } from './figures.ts'
import { ExportButton } from './ExportButton.tsx'
import { recipientsCsvHref } from './exports.ts'
import { recipientColumns } from './recipientColumns.tsx'
import { SearchField } from './SearchField.tsx'
import { useMoved } from './useMoved.ts'
import type { PanelProps } from './useWindow.ts'
import type { Window } from './window.ts'

const PAGE_ROWS = 100

/** Everybody it was sent to, with totals and the first and last time of each reaction. */
export function RecipientsPanel({ campaign, window, change }: PanelProps) {
  const { search, only } = window
  const may = useMay()
  const sees = useSees()
  const isFax = campaign.channel === 'fax'
  const query = { search: search || undefined, ...(only && { [only]: 'true' as const }) }
  const pages = usePages('campaigns.recipients', {
    params: { campaignId: campaign.id },
    query: { ...query, limit: PAGE_ROWS },
  })
  const isWhole = !pages.isPending && !pages.isStale && !pages.error && !pages.more.has
  const { opens, clicks, bounces, optOuts, forwards } = figuresOf(campaign, 'all')
  useMoved([opens, clicks, bounces, optOuts, forwards].map((one) => one?.total).join(' '), [
    'campaigns.recipients',
  ])
  const onSearch = useCallback((words: string) => change({ search: words }), [change])
  return (
    <Stack gap="sm">
      <div>
        <Title order={2}>{t`Recipients`}</Title>
        {!isFax && (
          <Text size="sm" c="dimmed">
            {sees('machines')
              ? t`Totals count everything, privacy proxies and machines included.`
              : t`What is hidden from your role is left out.`}
          </Text>
        )}
      </div>
      <Group gap="sm" justify="space-between">
        <Group gap="sm" flex="1 1 320px">
          {sees('address') && (
            <SearchField label={t`Find a recipient`} value={search} onSearch={onSearch} />
          )}
          <Only isFax={isFax} only={only} onChoose={(chosen) => change({ only: chosen })} />
        </Group>
        {may('export') && (
          <ExportButton
            rows={isWhole ? pages.rows.length : null}
            href={recipientsCsvHref(campaign.id, query)}
          />
        )}
      </Group>
      {pages.error ? (
        <ErrorNotice error={pages.error} onRetry={pages.retry} />
      ) : (
        <DataTable
          label={t`Recipients`}
          columns={recipientColumns(campaign.channel, sees)}
          rows={pages.rows}
          rowKey={(row) => row.addressId}
          more={pages.more}
          isPending={pages.isPending}
          isStale={pages.isStale}
          choice={isFax ? 'fax-recipients' : 'recipients'}
          empty={
            <EmptyState
              title={search || only ? t`Nobody fits these filters` : t`Nothing has been sent yet`}
            />
          }
        />
      )}
    </Stack>
  )
}

const ONLY_TELLS = {
  opened: ['opens', 'machines'],
  clicked: ['clicks', 'machines'],
  bounced: ['bounces'],
} as const

const ONLY_WORDS = {
  opened: tc('only those who')`opened`,
  clicked: tc('only those who')`clicked`,
  bounced: tc('only those who')`bounced`,
} as const

interface OnlyProps {
  isFax: boolean
  only: Window['only']
  onChoose: (only: Window['only']) => void
}

function Only({ isFax, only, onChoose }: OnlyProps) {
  const sees = useSees()
  const choices = (['opened', 'clicked', 'bounced'] as const).filter(
    (name) => sees(...ONLY_TELLS[name]) && (!isFax || name === 'bounced'),
  )
  return (
    <Group gap="xs" role="group" aria-label={t`Only those who`}>
      {choices.map((name) => (
        <Chip
          key={name}
          size="xs"
          checked={only === name}
          onChange={(isOn) => onChoose(isOn ? name : undefined)}
        >
          {isFax ? tc('only those who')`had a failed call` : ONLY_WORDS[name]}
        </Chip>
      ))}
    </Group>
  )
}
