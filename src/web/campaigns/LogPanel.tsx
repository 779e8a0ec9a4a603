import { Group, Stack, Text, Title } from '@mantine/core'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useAnswer, usePages, type RowOf } from '../api.ts'
import { FigureHelp } from '../figures/FigureHelp.tsx'
import { t } from '../languages/messages.ts'
import { DataTable } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { useMay, useSees } from '../session/session.ts'
import { RecipientEvents } from '../trace/RecipientEvents.tsx'
import { ExportButton } from './ExportButton.tsx'
import { logCsvHref } from './exports.ts'
import { countedAddresses, figuresOf, figureWords, isUnread } from './figures.ts'
import { logColumns } from './logColumns.tsx'
import { ListFromLog } from './ListFromLog.tsx'
import { LogFilters } from './LogFilters.tsx'
import { logQuery, rowsKnown } from './logQuery.ts'
import { SearchField } from './SearchField.tsx'
import { useMoved } from './useMoved.ts'
import { usePartOf } from './usePartOf.ts'
import type { PanelProps } from './useWindow.ts'

const PAGE_ROWS = 100

/** Exactly the contacts behind one figure. */
export function LogPanel({ campaign, window, change }: PanelProps) {
  const { figure, audience, linkId, ruleId } = window
  const may = useMay()
  const sees = useSees()
  const [opened, setOpened] = useState<RowOf<'campaigns.log'> | null>(null)
  const query = logQuery(window)
  const pages = usePages('campaigns.log', {
    params: { campaignId: campaign.id },
    query: { ...query, limit: PAGE_ROWS },
  })
  const links = useAnswer(
    'campaigns.links',
    { params: { campaignId: campaign.id }, query: { audience } },
    { isWanted: linkId !== undefined },
  )
  const rules = useAnswer(
    'campaigns.actions',
    { params: { campaignId: campaign.id } },
    { isWanted: ruleId !== undefined },
  )
  const part = usePartOf(campaign.id, window)
  const value = figuresOf(campaign, audience)[figure]
  useMoved(`${value?.count} ${value?.total}`, ['campaigns.log'])
  const onSearch = useCallback((search: string) => change({ search }), [change])
  const { channel } = campaign
  const columns = useMemo(() => logColumns(figure, channel, sees), [figure, channel, sees])
  const link = links.data?.items.find((item) => item.linkId === linkId)
  const isLoaded = !pages.isPending && !pages.isStale && !pages.error
  const loaded = { count: pages.rows.length, isAll: isLoaded && !pages.more.has }
  const rule = rules.data?.items.find((item) => item.ruleId === ruleId)
  const known = rowsKnown({ window, campaign, by: link ?? rule ?? part, loaded })
  return (
    <Stack gap="sm">
      <Heading
        campaign={campaign}
        figure={figure}
        known={known}
        link={link?.url}
        rule={rule?.rule}
      />
      <Group gap="sm" justify="space-between">
        <Group gap="sm" flex="1 1 320px">
          {sees('address') && (
            <SearchField label={t`Find in this log`} value={window.search} onSearch={onSearch} />
          )}
          <LogFilters campaign={campaign} window={window} change={change} />
        </Group>
        <Group gap="xs">
          {may('edit_people') && known !== 0 && (
            <ListFromLog campaign={campaign} window={window} url={link?.url} />
          )}
          {may('export') && <ExportButton rows={known} href={logCsvHref(campaign.id, query)} />}
        </Group>
      </Group>
      {pages.error ? (
        <ErrorNotice error={pages.error} onRetry={pages.retry} />
      ) : (
        <DataTable
          label={t`${figureWords(campaign)[figure].label}: log`}
          columns={columns}
          rows={pages.rows}
          rowKey={(row) => row.addressId}
          onOpen={setOpened}
          more={pages.more}
          isPending={pages.isPending}
          isStale={pages.isStale}
          choice="log"
          empty={<NoRows campaign={campaign} window={window} />}
        />
      )}
      <RecipientEvents
        campaignId={campaign.id}
        recipient={opened}
        onClose={() => setOpened(null)}
      />
    </Stack>
  )
}

function Heading(props: {
  campaign: PanelProps['campaign']
  figure: PanelProps['window']['figure']
  known: number | null
  link?: string | undefined
  rule?: string | undefined
}) {
  const { campaign, figure, known, link, rule } = props
  const heading = useRef<HTMLHeadingElement>(null)
  const { label, people } = figureWords(campaign)[figure]
  const narrowed = narrowedWords(link, rule)
  // Whoever came through a figure's door stands at its log, by sight and by keyboard.
  useEffect(() => {
    if (location.hash === '#log') heading.current?.focus({ preventScroll: false })
  }, [figure])
  return (
    <div>
      <Group gap={4} wrap="nowrap">
        <Title order={2} id="log" ref={heading} tabIndex={-1}>
          {known === null ? label : `${label}: ${people(countedAddresses(campaign, known))}`}
        </Title>
        {campaign.channel === 'email' && <FigureHelp name={figure} />}
      </Group>
      {narrowed !== null && (
        <Text size="sm" c="dimmed">
          {narrowed}
        </Text>
      )}
    </div>
  )
}

function narrowedWords(link?: string, rule?: string): string | null {
  if (rule !== undefined) {
    return t`Only those whose clicks counted for the rule “${rule}”; clicks of machines never do`
  }
  return link === undefined ? null : t`Only those who clicked ${link}`
}

function NoRows({ campaign, window }: Pick<PanelProps, 'campaign' | 'window'>) {
  const { search, owner, linkId, ruleId, bounceClass, bounceId, domain, readWith, figure } = window
  if (search || owner || linkId || ruleId || bounceClass || bounceId || domain || readWith) {
    return <EmptyState title={t`Nobody fits these filters`}>{t`Take off one of them.`}</EmptyState>
  }
  if (isUnread(campaign)) return <EmptyState title={t`Nothing of it was read yet.`} />
  return <EmptyState title={figureWords(campaign)[figure].nobody} />
}
