import { Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { RowOf } from '../api.ts'
import { DataTable, type Column, type MoreRows } from '../pieces/DataTable.tsx'
import { percent, wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { CampaignDoor } from './CampaignDoor.tsx'
import { CampaignState } from './CampaignState.tsx'
import { FIGURE_WORDS, type FigureName } from './figures.ts'

type Row = RowOf<'campaigns.list'>

interface CampaignsTableProps {
  rows: Row[]
  more?: MoreRows
  empty?: ReactNode
  isPending?: boolean
  isStale?: boolean
  choice?: string
}

/** Campaigns side by side, each number a door to the contacts behind it. */
export function CampaignsTable(props: CampaignsTableProps) {
  const navigate = useNavigate()
  const isNarrow = useMediaQuery(NARROW) ?? false
  return (
    <DataTable
      label="Campaigns"
      columns={columnsFor(isNarrow, props.choice !== undefined)}
      rowKey={(row) => row.id}
      onOpen={(row) =>
        void navigate({ to: '/campaigns/$campaignId', params: { campaignId: String(row.id) } })
      }
      {...props}
    />
  )
}

const COLUMNS: Column<Row>[] = [
  { id: 'name', header: 'Campaign', width: 240, cell: (row) => <Name row={row} /> },
  { id: 'sentAt', header: 'Sent on', cell: (row) => <SentAt row={row} /> },
  figureColumn('sent', false),
  figureColumn('delivered', true),
  figureColumn('opens', true),
  figureColumn('clicks', true),
  { ...figureColumn('forwards', false), isOptional: true },
  { ...figureColumn('bounces', true), isOptional: true },
  figureColumn('optOuts', false),
  { ...figureColumn('complaints', false), isOptional: true },
  { id: 'asOf', header: 'As of', cell: (row) => <Moment at={row.asOf} /> },
]

/** Where the name and the usual columns would leave no number in sight. */
const NARROW = '(max-width: 40em)'
const NARROW_COLUMNS: Column<Row>[] = [
  { id: 'name', header: 'Campaign', width: 136, cell: (row) => <Name row={row} isNarrow /> },
  figureColumn('sent', false),
  figureColumn('opens', true),
  figureColumn('clicks', true),
  figureColumn('optOuts', false),
]

/** Where nobody can choose, the optional ones are left out. */
function columnsFor(isNarrow: boolean, isChoosable: boolean): Column<Row>[] {
  if (isNarrow) return NARROW_COLUMNS
  return isChoosable ? COLUMNS : COLUMNS.filter((column) => !column.isOptional)
}

function figureColumn(figure: FigureName, withRate: boolean): Column<Row> {
  return {
    id: figure,
    header: FIGURE_WORDS[figure].label,
    isFigure: true,
    cell: (row) => <Count row={row} figure={figure} withRate={withRate} />,
  }
}

function Count(props: { row: Row; figure: FigureName; withRate: boolean }) {
  const { row, figure, withRate } = props
  const value = row.figures[figure]
  return (
    <>
      <CampaignDoor campaignId={row.id} figure={figure} value={value} audience="human">
        {wholeNumber(value.count)}
      </CampaignDoor>
      {withRate && value.rate !== null && value.of !== null && (
        <Text size="xs" c="dimmed" title={`of ${wholeNumber(value.of.count)} ${value.of.name}`}>
          {percent(value.rate)}
        </Text>
      )}
    </>
  )
}

function Name({ row, isNarrow = false }: { row: Row; isNarrow?: boolean }) {
  return (
    <>
      <TextLink
        size="sm"
        fw={500}
        to="/campaigns/$campaignId"
        params={{ campaignId: String(row.id) }}
      >
        {row.name}
      </TextLink>
      {row.connection && (
        <Text size="xs" c="dimmed">
          {row.connection.name}
        </Text>
      )}
      {isNarrow && (
        <Text size="xs" c="dimmed" component="div">
          <SentAt row={row} />
        </Text>
      )}
    </>
  )
}

function SentAt({ row }: { row: Row }) {
  if (row.sentAt !== null && row.status === 'sent') return <Moment at={row.sentAt} />
  return <CampaignState status={row.status} />
}
