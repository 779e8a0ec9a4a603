import { Checkbox, Group, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, type ReactNode } from 'react'
import { COMPARED_MAX, FIELD_OF_FIGURE } from '../../api/contract/index.ts'
import type { RowOf } from '../api.ts'
import { t } from '../languages/messages.ts'
import { DataTable, type Column, type MoreRows, type Sorting } from '../pieces/DataTable.tsx'
import { percent, wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { useIsNarrow } from '../pieces/useIsNarrow.ts'
import { useSees } from '../session/session.ts'
import { CampaignDoor } from './CampaignDoor.tsx'
import { CampaignState } from './CampaignState.tsx'
import { FIGURE_WORDS, figureNames, isUnread, ofWords, type FigureName } from './figures.ts'
import { Sparkline } from './Sparkline.tsx'

type Row = RowOf<'campaigns.list'>

interface CampaignsTableProps {
  rows: Row[]
  more?: MoreRows
  empty?: ReactNode
  isPending?: boolean
  isStale?: boolean
  choice?: string
  sorting?: Sorting
  picking?: Picking
}

/** Which campaigns are ticked, to be compared. */
export interface Picking {
  picked: readonly number[]
  onPick: (id: number, isPicked: boolean) => void
}

/** Campaigns side by side, each number a door to the contacts behind it. */
export function CampaignsTable({ picking, ...props }: CampaignsTableProps) {
  const navigate = useNavigate()
  const sees = useSees()
  const isNarrow = useIsNarrow()
  const isChoosable = props.choice !== undefined
  const columns = useMemo(() => {
    const seen = columnsFor(isNarrow, isChoosable).filter((one) => isSeen(one, sees))
    return withNames(seen, isNarrow, picking)
  }, [isNarrow, isChoosable, sees, picking])
  return (
    <DataTable
      label={t`Campaigns`}
      columns={columns}
      rowKey={(row) => row.id}
      onOpen={(row) =>
        void navigate({ to: '/campaigns/$campaignId', params: { campaignId: String(row.id) } })
      }
      {...props}
    />
  )
}

const COLUMNS: Column<Row>[] = [
  { id: 'sentAt', header: t`Sent on`, sort: 'sentAt', cell: (row) => <SentAt row={row} /> },
  { id: 'pulse', header: t`First days`, cell: (row) => <Sparkline pulse={row.pulse ?? []} /> },
  figureColumn('sent', false),
  figureColumn('delivered', true),
  figureColumn('opens', true),
  figureColumn('clicks', true),
  { ...figureColumn('forwards', false), isOptional: true },
  { ...figureColumn('bounces', true), isOptional: true },
  figureColumn('optOuts', false),
  { ...figureColumn('complaints', false), isOptional: true },
  { id: 'asOf', header: t`As of`, cell: (row) => <AsOf row={row} /> },
]

const NARROW_COLUMNS: Column<Row>[] = [
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

/** A column of what is hidden is not there. */
function isSeen({ id }: Column<Row>, sees: ReturnType<typeof useSees>): boolean {
  if (id === 'pulse') return sees('opens', 'clicks')
  const field = FIELD_OF_FIGURE[id]
  return field === undefined || sees(field)
}

function withNames(columns: Column<Row>[], isNarrow: boolean, picking?: Picking): Column<Row>[] {
  const name: Column<Row> = {
    id: 'name',
    header: t`Campaign`,
    sort: 'name',
    width: isNarrow ? 136 : 240,
    cell: (row) => <Name row={row} isNarrow={isNarrow} picking={picking} />,
  }
  return [name, ...columns]
}

function figureColumn(figure: FigureName, withRate: boolean): Column<Row> {
  return {
    id: figure,
    header: FIGURE_WORDS[figure].label,
    isFigure: true,
    sort: figure,
    cell: (row) => <Count row={row} figure={figure} withRate={withRate} />,
  }
}

function Count(props: { row: Row; figure: FigureName; withRate: boolean }) {
  const { row, figure, withRate } = props
  const value = row.figures[figure]
  if (value === null) return null
  // What was not sent has no figures; none of them is nought.
  const isTold = row.sentAt !== null && figureNames(row).includes(figure) && !isUnread(row)
  if (value.count === 0 && !isTold) return <>–</>
  return (
    <>
      <CampaignDoor campaignId={row.id} figure={figure} value={value} audience="human">
        {wholeNumber(value.count)}
      </CampaignDoor>
      {withRate && value.rate !== null && value.of !== null && (
        <Text size="xs" c="dimmed" title={ofWords(value.of)}>
          {percent(value.rate)}
        </Text>
      )}
    </>
  )
}

function Name(props: { row: Row; isNarrow: boolean; picking: Picking | undefined }) {
  const { row, isNarrow, picking } = props
  const words = (
    <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
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
    </div>
  )
  if (picking === undefined) return words
  const isPicked = picking.picked.includes(row.id)
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <Checkbox
        size="xs"
        mt={2}
        aria-label={t`Compare ${row.name}`}
        checked={isPicked}
        disabled={!isPicked && picking.picked.length >= COMPARED_MAX}
        onChange={(event) => picking.onPick(row.id, event.currentTarget.checked)}
      />
      {words}
    </Group>
  )
}

function SentAt({ row }: { row: Row }) {
  if (row.sentAt !== null && row.status === 'sent') return <Moment at={row.sentAt} />
  return <CampaignState status={row.status} />
}

function AsOf({ row }: { row: Row }) {
  return isUnread(row) ? t`not read yet` : <Moment at={row.asOf} />
}
