import { Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { usePages } from '../api.ts'
import type { Connection } from '../connections/state.ts'
import { jt, t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import {
  KIND_WORDS,
  STATUSES,
  WHO,
  type CampaignTold,
  type Status,
  type TargetTold,
} from './words.ts'

interface CampaignTargetsProps {
  connection: Connection
  campaign: CampaignTold
  onBack: () => void
}

/** Every recipient of a campaign by how it stands with the CRM, and why. */
export function CampaignTargets({ connection, campaign, onBack }: CampaignTargetsProps) {
  const [status, setStatus] = useState<Status>(firstOf(campaign))
  const { rows, more, isPending, isStale, error } = usePages('activities.targets', {
    params: { connectionId: connection.id, campaignId: campaign.campaignId },
    query: { status },
  })
  if (error) return <ErrorNotice error={error} />
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2}>{campaign.name}</Title>
        <Group gap="xs">
          <TextLink
            size="sm"
            to="/campaigns/$campaignId"
            params={{ campaignId: String(campaign.campaignId) }}
          >
            {t`Open the campaign`}
          </TextLink>
          <Button variant="default" size="xs" onClick={onBack}>
            {t`Back to all campaigns`}
          </Button>
        </Group>
      </Group>
      <SegmentedControl
        aria-label={t`How they stand`}
        size="xs"
        value={status}
        onChange={(value) => setStatus(value as Status)}
        data={(Object.keys(STATUSES) as Status[]).map((one) => ({
          value: one,
          label: `${STATUSES[one].word} ${wholeNumber(campaign[one])}`,
        }))}
      />
      <Text size="sm" c="dimmed">
        {STATUSES[status].about}
      </Text>
      <DataTable
        label={t`Recipients: ${STATUSES[status].word}`}
        columns={COLUMNS}
        rows={rows}
        rowKey={({ addressId }) => addressId}
        more={more}
        isPending={isPending}
        isStale={isStale}
        empty={<Text size="sm">{t`Nobody stands like that.`}</Text>}
      />
    </Stack>
  )
}

/** What needs somebody comes first. */
function firstOf(campaign: CampaignTold): Status {
  const order: Status[] = ['failed', 'waiting', 'told', 'unknown']
  return order.find((status) => campaign[status] > 0) ?? 'told'
}

const COLUMNS: Column<TargetTold>[] = [
  {
    id: 'who',
    header: t`Who`,
    width: 220,
    cell: ({ personId, person, address }) => (
      <>
        {personId === null ? (
          address
        ) : (
          <TextLink size="sm" to="/people/$personId" params={{ personId: String(personId) }}>
            {person || address}
          </TextLink>
        )}
        {person !== '' && (
          <Text size="xs" c="dimmed">
            {address}
          </Text>
        )}
      </>
    ),
  },
  {
    id: 'what',
    header: t`What`,
    width: 200,
    cell: ({ activities }) =>
      activities.map(({ kind, count }) => `${KIND_WORDS[kind]} ${wholeNumber(count)}`).join(', ')
      || '–',
  },
  {
    id: 'state',
    header: t`State`,
    width: 240,
    cell: (row) => <Why row={row} />,
  },
  {
    id: 'told',
    header: t`Told`,
    cell: ({ toldAt }) => (toldAt === null ? tc('told')`never` : <Moment at={toldAt} />),
  },
  {
    id: 'record',
    header: t`Record there`,
    cell: ({ module, recordId }) => (recordId === '' ? '–' : `${module} ${recordId}`),
  },
]

function Why({ row }: { row: TargetTold }) {
  const { tone, word } = STATUSES[row.status]
  return (
    <>
      <StateBadge tone={tone}>{word}</StateBadge>
      {row.outcome !== '' && <Text size="xs">{said(row.outcome)}</Text>}
      {row.whoMustAct !== null && (
        <Text size="xs" c="dimmed">
          {WHO[row.whoMustAct]}
        </Text>
      )}
      {row.nextTryAt !== null && (
        <Text size="xs" c="dimmed">
          {jt`Again ${(<Moment at={row.nextTryAt} />)}`}
        </Text>
      )}
    </>
  )
}
