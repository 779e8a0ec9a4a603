import { Button } from '@mantine/core'
import { CampaignDoor } from '../campaigns/CampaignDoor.tsx'
import { t } from '../languages/messages.ts'
import type { Column } from '../pieces/DataTable.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { StandingBadge } from './StandingBadge.tsx'
import { Why } from './Why.tsx'
import { differenceWords, METRIC_WORDS, type MetricResult } from './words.ts'

interface Of {
  campaignId: number
  vendor: string
  onShow: (row: MetricResult) => void
}

/** Where a column of sentences would leave no number in sight. */
export const NARROW = '(max-width: 48em)'

/** Metric, both sides, the difference and why; on a phone the reasons stand below the metric. */
export function metricColumns(of: Of, isNarrow: boolean): Column<MetricResult>[] {
  const { campaignId, vendor, onShow } = of
  const figures: Column<MetricResult>[] = [
    { id: 'esp', header: vendor, isFigure: true, cell: (row) => wholeNumber(row.esp) },
    {
      id: 'local',
      header: 'Homing',
      isFigure: true,
      cell: (row) => <Local campaignId={campaignId} row={row} />,
    },
    {
      id: 'difference',
      header: t`Difference`,
      isFigure: true,
      cell: (row) => differenceWords(row.difference),
    },
  ]
  const why = (row: MetricResult) => <Why campaignId={campaignId} vendor={vendor} result={row} />
  if (isNarrow) {
    const metric: Column<MetricResult> = {
      id: 'metric',
      header: t`Total`,
      width: 168,
      cell: (row) => (
        <>
          <strong>{METRIC_WORDS[row.metric].label}</strong>
          {why(row)}
          <Details row={row} onShow={onShow} />
        </>
      ),
    }
    return [metric, ...figures]
  }
  return [
    {
      id: 'metric',
      header: t`Total`,
      width: 150,
      cell: (row) => <strong>{METRIC_WORDS[row.metric].label}</strong>,
    },
    ...figures,
    { id: 'why', header: t`Why`, width: 320, cell: why },
    {
      id: 'standing',
      header: t`Stands`,
      cell: (row) => <StandingBadge standing={row.standing} />,
    },
    { id: 'details', header: t`More`, cell: (row) => <Details row={row} onShow={onShow} /> },
  ]
}

function Local({ campaignId, row }: { campaignId: number; row: MetricResult }) {
  const { figure } = METRIC_WORDS[row.metric]
  if (figure === undefined) return <>{wholeNumber(row.local)}</>
  return (
    <CampaignDoor
      campaignId={campaignId}
      figure={figure}
      value={{ count: row.local }}
      audience="human"
    >
      {wholeNumber(row.local)}
    </CampaignDoor>
  )
}

function Details({ row, onShow }: { row: MetricResult; onShow: Of['onShow'] }) {
  return (
    <Button
      variant="subtle"
      size="compact-xs"
      aria-label={t`Details: ${METRIC_WORDS[row.metric].label}`}
      onClick={() => onShow(row)}
    >
      {t`Details`}
    </Button>
  )
}
