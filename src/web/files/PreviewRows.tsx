import { Text } from '@mantine/core'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import { StateBadge, type Tone } from '../pieces/StateBadge.tsx'
import { KINDS, type Preview } from './rules.ts'

type Row = Preview['rows'][number]

const OUTCOMES: Record<Row['outcome'], { tone: Tone; word: string }> = {
  event: { tone: 'good', word: t`Event` },
  opt_out: { tone: 'good', word: t`Opt-out` },
  ignored: { tone: 'plain', word: t`Passed over` },
  refused: { tone: 'bad', word: t`Refused` },
}

const columns: Column<Row>[] = [
  { id: 'line', header: t`Line`, isFigure: true, cell: ({ line }) => wholeNumber(line) },
  {
    id: 'outcome',
    header: t`Becomes`,
    width: 200,
    // Why not stands beside the word: on a phone the columns further on are out of sight.
    cell: ({ outcome, field, reason }) => (
      <>
        <StateBadge tone={OUTCOMES[outcome].tone}>{OUTCOMES[outcome].word}</StateBadge>
        {outcome === 'refused' && (
          <Text size="sm" mt={2}>
            {field !== '' && <strong>{field}: </strong>}
            {said(reason)}
          </Text>
        )}
      </>
    ),
  },
  {
    id: 'kind',
    header: t`What`,
    cell: ({ kind }) => KINDS.find(({ value }) => value === kind)?.label ?? kind,
  },
  { id: 'address', header: t`Address`, width: 200, cell: ({ address }) => address },
  { id: 'at', header: t`When`, cell: ({ at }) => at !== null && <Moment at={at} /> },
  { id: 'campaign', header: t`Campaign`, cell: ({ campaign }) => campaign },
  { id: 'detail', header: t`Detail`, width: 220, cell: ({ detail }) => detail },
]

/** What the first rows of the sample would become. Nothing of it is kept. */
export function PreviewRows({ preview, isStale }: { preview: Preview; isStale: boolean }) {
  return (
    <DataTable
      label={t`What the first rows become`}
      columns={columns}
      rows={preview.rows}
      rowKey={({ line }) => line}
      isStale={isStale}
      // There are rows, and how they are read is about to be told.
      isPending={preview.rows.length === 0 && preview.fields.length > 0}
      empty={<Text size="sm">{t`No row was found in the sample.`}</Text>}
    />
  )
}
