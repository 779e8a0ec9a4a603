import { Checkbox } from '@mantine/core'
import { usePages, type RowOf } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'

type Row = RowOf<'doubts.list'>

/** What one decides by comes first: on a laptop the last are reached by sweeping. */
const COLUMNS: Column<Row>[] = [
  {
    id: 'person',
    header: t`Person`,
    width: 140,
    cell: ({ person }) =>
      person && (
        <TextLink inherit to="/people/$personId" params={{ personId: String(person.id) }}>
          {person.name}
        </TextLink>
      ),
  },
  { id: 'address', header: t`Address`, width: 220, cell: (row) => row.address },
  { id: 'when', header: t`When`, width: 120, cell: (row) => <Moment at={row.occurredAt} /> },
  {
    id: 'doubt',
    header: t`What speaks against a person`,
    width: 200,
    cell: (row) => said(row.doubt),
  },
  { id: 'reason', header: t`Reason given`, width: 140, cell: (row) => row.reason },
  { id: 'about', header: t`About`, width: 110, cell: (row) => row.topic ?? t`everything` },
  { id: 'from', header: t`Where from`, width: 150, cell: (row) => row.from },
]

interface DoubtRowsProps {
  filter: { campaignId: number | 'none'; domain: string }
  label: string
  chosen: ReadonlySet<number>
  /** Null: they can only be looked at. */
  onChoose: ((chosen: ReadonlySet<number>) => void) | null
}

/** The opt-outs one by one, to choose among. */
export function DoubtRows({ filter, label, chosen, onChoose }: DoubtRowsProps) {
  const { error, retry, ...pages } = usePages('doubts.list', { query: filter })
  if (error) return <ErrorNotice error={error} onRetry={retry} />
  const choose: Column<Row> = {
    id: 'choose',
    header: t`Choose`,
    width: 70,
    cell: ({ factId, address }) => (
      <Checkbox
        aria-label={t`Choose ${address}`}
        checked={chosen.has(factId)}
        onChange={(event) => {
          const next = new Set(chosen)
          if (event.currentTarget.checked) next.add(factId)
          else next.delete(factId)
          onChoose?.(next)
        }}
      />
    ),
  }
  return (
    <DataTable
      label={label}
      columns={onChoose === null ? COLUMNS : [choose, ...COLUMNS]}
      rowKey={(row) => row.factId}
      {...pages}
    />
  )
}
