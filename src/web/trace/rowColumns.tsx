import { Text } from '@mantine/core'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import type { Column } from '../pieces/DataTable.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { kindWord, OUTCOMES, type ReceiptRow } from './words.ts'

/** The columns of a receipt's rows. */
export const ROW_COLUMNS: Column<ReceiptRow>[] = [
  { id: 'row', header: t`Row`, isFigure: true, cell: (row) => wholeNumber(row.row) },
  {
    id: 'outcome',
    header: t`Became`,
    cell: ({ outcome }) => (
      <StateBadge tone={OUTCOMES[outcome].tone}>{OUTCOMES[outcome].word}</StateBadge>
    ),
  },
  {
    id: 'address',
    header: t`Address`,
    width: 200,
    cell: (row) => (
      <>
        {row.address ?? '–'}
        {row.mends.map((mend) => (
          <Text key={mend.field} size="xs" c="dimmed">
            {t`put right by ${mend.by}: ${mend.field} was “${mend.was}”`}
          </Text>
        ))}
      </>
    ),
  },
  {
    id: 'kind',
    header: t`What`,
    cell: (row) => (row.kind === null ? '–' : kindWord(row.kind)),
  },
  { id: 'time', header: t`When`, cell: (row) => <Moment at={row.occurredAt} /> },
  { id: 'why', header: t`Why`, width: 260, cell: (row) => said(row.sentence) },
  { id: 'door', header: t`Look`, cell: (row) => <Door row={row} /> },
]

function Door({ row }: { row: ReceiptRow }) {
  const { eventId, problemId } = row
  if (eventId !== null) {
    return (
      <TextLink size="sm" to="/events/$eventId" params={{ eventId }}>
        {t`Trace`}
      </TextLink>
    )
  }
  if (problemId === null) return <>–</>
  return (
    <TextLink size="sm" to="/problems">
      {t`Problems`}
    </TextLink>
  )
}
