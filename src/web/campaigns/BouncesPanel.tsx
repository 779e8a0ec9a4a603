import { Stack, Text, Title } from '@mantine/core'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { counted, wholeNumber } from '../pieces/format.ts'
import { CampaignDoor } from './CampaignDoor.tsx'
import { BOUNCE_CLASSES, BOUNCE_WORDS, bounceCodes } from './figures.ts'
import type { BounceCode, PanelProps } from './useWindow.ts'

/** What came back and why: classes with what to make of them, codes below, each a door. */
export function BouncesPanel({ campaign, window }: PanelProps) {
  const present = BOUNCE_CLASSES.map((name) => ({
    name,
    codes: (campaign.bounceClasses ?? []).filter((row) => row.class === name),
  })).filter(({ codes }) => codes.length > 0)
  if (present.length === 0) {
    return <EmptyState title="Nothing bounced">No mail of this campaign came back.</EmptyState>
  }
  const columns = columnsOf(campaign.id, window.audience)
  return (
    <Stack gap="lg">
      {present.map(({ name, codes }) => {
        const count = codes.reduce((sum, code) => sum + code.count, 0)
        const { label, meaning } = BOUNCE_WORDS[name]
        return (
          <section key={name} aria-label={`${label} bounces`}>
            <Title order={2}>
              <CampaignDoor
                campaignId={campaign.id}
                figure="bounces"
                value={{ count }}
                audience={window.audience}
                filter={{ bounceClass: name }}
              >
                {label}: {counted(count, 'address', 'addresses')}
              </CampaignDoor>
            </Title>
            <Text size="sm" c="dimmed" mb="xs">
              {meaning}
            </Text>
            <DataTable
              label={`${label}: codes`}
              columns={columns}
              rows={codes}
              rowKey={(row) => row.id}
            />
          </section>
        )
      })}
    </Stack>
  )
}

function columnsOf(campaignId: number, audience: 'human' | 'all'): Column<BounceCode>[] {
  return [
    { id: 'note', header: 'What it means', width: 240, cell: (row) => row.note || '–' },
    { id: 'smtp', header: 'SMTP', cell: (row) => row.smtp ?? '–' },
    { id: 'enhanced', header: 'Status', cell: (row) => row.enhanced ?? '–' },
    { id: 'code', header: 'The service’s code', width: 200, cell: (row) => row.code || '–' },
    {
      id: 'count',
      header: 'Addresses',
      isFigure: true,
      cell: (row) => (
        <CampaignDoor
          campaignId={campaignId}
          figure="bounces"
          value={row}
          audience={audience}
          filter={{ bounceClass: row.class, bounceId: row.id }}
          label={`${counted(row.count, 'address', 'addresses')} with ${bounceCodes(row)}`}
        >
          {wholeNumber(row.count)}
        </CampaignDoor>
      ),
    },
  ]
}
