import { Text, Title } from '@mantine/core'
import { useAnswer, type AnswerTo } from '../api.ts'
import { t, tc } from '../languages/messages.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { percent, wholeNumber } from '../pieces/format.ts'
import { CampaignDoor } from './CampaignDoor.tsx'
import type { Audience } from './figures.ts'
import { paceOf } from './paces.ts'
import type { PanelProps } from './useWindow.ts'

type Row = AnswerTo<'campaigns.readWith'>['items'][number]

const DEVICES = { phone: tc('device')`Phone`, tablet: t`Tablet`, computer: t`Computer` }
const LABELS = {
  opens: (count: string, program: string) => t`${count} opened: ${program}`,
  clicks: (count: string, program: string) => t`${count} clicked: ${program}`,
}
const NOT_TOLD = '/'

/** Programs and devices, as far as the service tells them; what machines fetched stands apart. */
export function ReadWith({ campaign, window }: PanelProps) {
  const { audience } = window
  const { data, error, isPending, isPlaceholderData, refetch } = useAnswer(
    'campaigns.readWith',
    { params: { campaignId: campaign.id }, query: { audience } },
    { every: paceOf(campaign) },
  )
  return (
    <section aria-labelledby="read-with">
      <Title order={2} id="read-with">
        {t`Read with`}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {data ? unknownWords(data.items) : t`As far as the e-mail service tells it.`}
      </Text>
      {error && !data ? (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <DataTable
          label={t`Programs and devices`}
          columns={columns(campaign.id, audience)}
          rows={data?.items ?? []}
          rowKey={(row) => row.readWith}
          isPending={isPending}
          isStale={isPlaceholderData}
          empty={
            <Text size="sm" c="dimmed">
              {t`Nobody has opened or clicked it yet.`}
            </Text>
          }
        />
      )}
    </section>
  )
}

/** Which share of people's openings tells nothing: without it the other numbers would mislead. */
function unknownWords(rows: readonly Row[]): string {
  const all = rows.reduce((sum, { humanOpens }) => sum + humanOpens, 0)
  const untold = rows.find(({ readWith }) => readWith === NOT_TOLD)?.humanOpens ?? 0
  const twice = t`Who used two stands with both.`
  if (all === 0) return t`No person has opened it yet. ${twice}`
  if (untold === 0) return t`The e-mail service told it of every opening by a person. ${twice}`
  if (untold === all) return t`The e-mail service does not tell with what its mails are opened.`
  return t`Of ${percent(untold / all)} of the openings by people it was not told. ${twice}`
}

function columns(campaignId: number, audience: Audience): Column<Row>[] {
  const people = (figure: 'opens' | 'clicks', header: string): Column<Row> => ({
    id: figure,
    header,
    isFigure: true,
    cell: (row) => (
      <CampaignDoor
        campaignId={campaignId}
        figure={figure}
        value={{ count: row[figure] }}
        audience={audience}
        filter={{ readWith: row.readWith }}
        label={LABELS[figure](wholeNumber(row[figure]), programOf(row))}
      >
        {wholeNumber(row[figure])}
      </CampaignDoor>
    ),
  })
  const openings = (id: 'humanOpens' | 'proxyOpens' | 'machineOpens', header: string) => ({
    ...{ id, header, isFigure: true },
    cell: (row: Row) => wholeNumber(row[id]),
  })
  return [
    { id: 'program', header: t`Program`, width: 180, cell: programOf },
    { id: 'device', header: t`Device`, cell: (row) => (row.device ? DEVICES[row.device] : '–') },
    people('opens', t`Opened`),
    people('clicks', t`Clicked`),
    openings('humanOpens', t`Openings by people`),
    openings('proxyOpens', t`By privacy proxies`),
    openings('machineOpens', t`By machines`),
  ]
}

function programOf(row: Row): string {
  if (row.readWith === NOT_TOLD) return t`Not told`
  return row.program ?? '–'
}
