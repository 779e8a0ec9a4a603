import { Stack, Text, Title } from '@mantine/core'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { wholeNumber } from '../pieces/format.ts'
import classes from './campaign.module.css'
import { CampaignDoor } from './CampaignDoor.tsx'
import { BOUNCE_CLASSES, bounceCodes, bounceWords, countedAddresses } from './figures.ts'
import type { BounceCode, PanelProps } from './useWindow.ts'

/** What came back and why: classes with what to make of them, codes below, each a door. */
export function BouncesPanel({ campaign, window }: PanelProps) {
  const isFax = campaign.channel === 'fax'
  const present = BOUNCE_CLASSES.map((name) => ({
    name,
    codes: (campaign.bounceClasses ?? []).filter((row) => row.class === name),
  })).filter(({ codes }) => codes.length > 0)
  if (present.length === 0) {
    if (isFax) return <EmptyState title={t`No call failed`}>{t`Every fax got through.`}</EmptyState>
    return (
      <EmptyState title={t`Nothing bounced`}>{t`No mail of this campaign came back.`}</EmptyState>
    )
  }
  const columns = columnsOf(campaign, window.audience)
  return (
    <Stack gap="lg" className={classes.classes}>
      {present.map(({ name, codes }) => {
        const count = codes.reduce((sum, code) => sum + code.count, 0)
        const { label, meaning } = bounceWords(campaign)[name]
        return (
          <section key={name} aria-label={isFax ? label : t`${label} bounces`}>
            <Title order={2}>
              <CampaignDoor
                campaignId={campaign.id}
                figure="bounces"
                value={{ count }}
                audience={window.audience}
                filter={{ bounceClass: name }}
              >
                {label}: {countedAddresses(campaign, count)}
              </CampaignDoor>
            </Title>
            <Text size="sm" c="dimmed" mb="xs">
              {meaning}
            </Text>
            <DataTable
              label={t`${label}: codes`}
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

function columnsOf(
  campaign: PanelProps['campaign'],
  audience: 'human' | 'all',
): Column<BounceCode>[] {
  const isFax = campaign.channel === 'fax'
  const count: Column<BounceCode> = {
    id: 'count',
    header: isFax ? t`Fax numbers` : t`Addresses`,
    isFigure: true,
    cell: (row) => (
      <CampaignDoor
        campaignId={campaign.id}
        figure="bounces"
        value={row}
        audience={audience}
        filter={{ bounceClass: row.class, bounceId: row.id }}
        label={t`${countedAddresses(campaign, row.count)} with ${bounceCodes(row)}`}
      >
        {wholeNumber(row.count)}
      </CampaignDoor>
    ),
  }
  if (isFax) {
    return [
      {
        id: 'code',
        header: t`What the fax server said`,
        width: 200,
        cell: (row) => said(row.note) || row.code || '–',
      },
      count,
    ]
  }
  // The number stands beside what it means: behind the codes it would be out of sight on a phone.
  return [
    {
      id: 'note',
      header: t`What it means`,
      width: 200,
      cell: (row) => said(row.note) || '–',
    },
    count,
    { id: 'smtp', header: 'SMTP', cell: (row) => row.smtp ?? '–' },
    { id: 'enhanced', header: t`Status`, cell: (row) => row.enhanced ?? '–' },
    { id: 'code', header: t`The service’s code`, width: 140, cell: (row) => row.code || '–' },
  ]
}
