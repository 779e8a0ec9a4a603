import { Stack, Text, Title } from '@mantine/core'
import { useMemo } from 'react'
import type { FieldId } from '../../api/contract/index.ts'
import { useAnswer, type AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { counted, percent, wholeNumber } from '../pieces/format.ts'
import { CampaignDoor } from './CampaignDoor.tsx'
import classes from './campaign.module.css'
import { FIGURE_WORDS, type Audience } from './figures.ts'
import { paceOf } from './paces.ts'
import type { PanelProps } from './useWindow.ts'

type Row = AnswerTo<'campaigns.domains'>['items'][number]
type Counted = 'sent' | 'delivered' | 'bounces' | 'opens' | 'clicks'

/** What domains tell: without all of it nothing is shown of them. */
export const OF_DOMAINS: FieldId[] = ['address', 'bounces', 'opens', 'clicks']

/** By the part of the address behind the @, where most came back first; each number is a log. */
export function DomainsPanel({ campaign, window }: PanelProps) {
  const { audience } = window
  const { data, error, isPending, isPlaceholderData, refetch } = useAnswer(
    'campaigns.domains',
    { params: { campaignId: campaign.id }, query: { audience } },
    { every: paceOf(campaign) },
  )
  const columns = useMemo(() => columnsOf(campaign.id, audience), [campaign.id, audience])
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  const rest = data?.rest
  return (
    <Stack gap="sm">
      <div>
        <Title order={2}>{t`Where it went`}</Title>
        <Text size="sm" c="dimmed">
          {t`By the recipient’s mail domain, where most came back first. A domain that refuses
            much, or opens nothing, is one to ask about.`}
        </Text>
      </div>
      <DataTable
        label={t`Mail domains`}
        columns={columns}
        rows={data?.items ?? []}
        rowKey={(row) => row.domain}
        isPending={isPending}
        isStale={isPlaceholderData}
        empty={
          <EmptyState title={t`No domain to show`}>
            {t`It has not gone to any e-mail address yet; a fax has no domain.`}
          </EmptyState>
        }
      />
      {rest && (
        <Text size="xs" c="dimmed">
          {t`${counted(rest.domains, 'other domain')}:
            ${wholeNumber(rest.sent)} sent,
            ${wholeNumber(rest.delivered)} delivered,
            ${wholeNumber(rest.bounces)} bounced,
            ${wholeNumber(rest.opens)} opened, ${wholeNumber(rest.clicks)} clicked.`}
        </Text>
      )}
    </Stack>
  )
}

function columnsOf(campaignId: number, audience: Audience): Column<Row>[] {
  const count = (name: Counted, of?: Counted): Column<Row> => ({
    id: name,
    header: FIGURE_WORDS[name].label,
    isFigure: true,
    cell: (row) => (
      <>
        <CampaignDoor
          campaignId={campaignId}
          figure={name}
          value={{ count: row[name] }}
          audience={audience}
          filter={{ domain: row.domain }}
          label={`${wholeNumber(row[name])}: ${FIGURE_WORDS[name].label}, ${row.domain}`}
        >
          {wholeNumber(row[name])}
        </CampaignDoor>
        {of !== undefined && (
          <Text span size="xs" c="dimmed" className={classes.rate}>
            {row[of] === 0 ? '–' : percent(row[name] / row[of])}
          </Text>
        )}
      </>
    ),
  })
  return [
    { id: 'domain', header: t`Domain`, width: 200, cell: (row) => row.domain },
    count('sent'),
    count('bounces', 'sent'),
    count('delivered', 'sent'),
    count('opens', 'delivered'),
    count('clicks', 'delivered'),
  ]
}
