import { Text } from '@mantine/core'
import { usePages, type RowOf } from '../../api.ts'
import { t } from '../../languages/messages.ts'
import { said } from '../../languages/said.ts'
import { DataTable, type Column } from '../../pieces/DataTable.tsx'
import { ErrorNotice } from '../../pieces/ErrorNotice.tsx'
import { TextLink } from '../../pieces/Go.tsx'
import { Moment } from '../../pieces/Moment.tsx'
import { FATE_LABELS, type Chosen } from './words.ts'

type Row = RowOf<'campaigns.audienceRows'>

const COLUMNS: Column<Row>[] = [
  {
    id: 'name',
    header: t`Name`,
    width: 160,
    cell: ({ personId, name }) =>
      personId === null ? (
        <Text size="sm" c="dimmed">
          {t`nobody any more`}
        </Text>
      ) : (
        <TextLink to="/people/$personId" params={{ personId: String(personId) }} size="sm" fw={500}>
          {name || t`No name`}
        </TextLink>
      ),
  },
  {
    id: 'address',
    header: t`Address`,
    width: 220,
    cell: ({ address }) => address ?? t`no address`,
  },
  { id: 'fate', header: t`What became`, width: 160, cell: ({ group }) => FATE_LABELS[group] },
  { id: 'why', header: t`Why`, width: 260, cell: ({ sentence }) => said(sentence) },
  {
    id: 'late',
    header: t`Skipped later`,
    width: 120,
    cell: ({ lateAt }) => (lateAt === null ? '' : <Moment at={lateAt} />),
  },
]

interface ProofPeopleProps {
  campaignId: number
  query: Omit<Chosen, 'label'>
  label: string
}

/** The people behind one count of the proof, or everybody who was chosen. */
export function ProofPeople({ campaignId, query, label }: ProofPeopleProps) {
  const given = { params: { campaignId }, query: { limit: 100, ...query } }
  const people = usePages('campaigns.audienceRows', given)
  if (people.error) return <ErrorNotice error={people.error} onRetry={people.retry} />
  return (
    <DataTable
      label={label}
      columns={COLUMNS}
      rowKey={(row) => row.key}
      empty={<Text size="sm">{t`Nobody.`}</Text>}
      {...people}
    />
  )
}
