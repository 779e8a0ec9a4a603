import { Anchor, Text } from '@mantine/core'
import { usePages } from '../api.ts'
import type { Connection } from '../connections/state.ts'
import { t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { STATUSES, WHO, type CampaignTold, type Status, type Told } from './words.ts'

const BUSY_MS = 2_000
const CALM_MS = 30_000

interface CampaignsToldProps {
  connection: Connection
  told: Told
  onOpen: (campaign: CampaignTold) => void
}

/** The campaigns a CRM is told of: each number is a list of targets, one click away. */
export function CampaignsTold({ connection, told, onOpen }: CampaignsToldProps) {
  const given = { params: { connectionId: connection.id } }
  const every = { every: told.isDue ? BUSY_MS : CALM_MS }
  const { rows, more, isPending, error } = usePages('activities.campaigns', given, every)
  if (error) return <ErrorNotice error={error} />
  return (
    <DataTable
      label={t`Campaigns the CRM is told of`}
      columns={columnsOf(onOpen)}
      rows={rows}
      rowKey={({ campaignId }) => campaignId}
      onOpen={onOpen}
      more={more}
      isPending={isPending}
      empty={
        <Text size="sm" c="dimmed" maw="65ch">
          {t`Nothing was told yet. A campaign appears here once its sending has begun:
            ${connection.connectorTitle} is told of it, and what its targets do follows by itself.`}
        </Text>
      }
    />
  )
}

function columnsOf(onOpen: (campaign: CampaignTold) => void): Column<CampaignTold>[] {
  const figure = (status: Status): Column<CampaignTold> => ({
    id: status,
    header: STATUSES[status].word,
    isFigure: true,
    cell: (row) => wholeNumber(row[status]),
  })
  return [
    {
      id: 'name',
      header: t`Campaign`,
      width: 200,
      cell: (row) => (
        <Anchor component="button" size="sm" ta="left" onClick={() => onOpen(row)}>
          {row.name}
        </Anchor>
      ),
    },
    { id: 'sent', header: t`Sent`, cell: ({ sentAt }) => <Moment at={sentAt} /> },
    {
      id: 'there',
      header: tc('at the CRM')`There`,
      width: 160,
      cell: (row) => <There campaign={row} />,
    },
    {
      id: 'recipients',
      header: t`Recipients`,
      isFigure: true,
      cell: ({ recipients }) => wholeNumber(recipients),
    },
    ...(['told', 'waiting', 'failed', 'unknown'] as const).map(figure),
  ]
}

function There({ campaign }: { campaign: CampaignTold }) {
  const { status, outcome, whoMustAct, isLinked, linkName } = campaign
  if (status === 'open') {
    return (
      <>
        <StateBadge tone="good">
          {isLinked ? tc('campaign of a CRM')`Chosen` : tc('campaign of a CRM')`Made`}
        </StateBadge>
        {isLinked && <Text size="xs">{linkName}</Text>}
      </>
    )
  }
  if (status === 'waiting') {
    return (
      <>
        <StateBadge tone="waiting">{t`Not yet`}</StateBadge>
        {outcome !== '' && <Text size="xs">{said(outcome)}</Text>}
      </>
    )
  }
  return (
    <>
      <StateBadge tone="bad">{t`Not taken`}</StateBadge>
      <Text size="xs">{said(outcome)}</Text>
      {whoMustAct !== null && (
        <Text size="xs" c="dimmed">
          {WHO[whoMustAct]}
        </Text>
      )}
    </>
  )
}
