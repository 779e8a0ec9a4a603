import { SegmentedControl, Group, Text } from '@mantine/core'
import { useMemo } from 'react'
import { counted, jt, t, tc } from '../languages/messages.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { useLasting } from '../pieces/useLasting.ts'
import { useSession } from '../session/session.ts'
import { rowsKeyOf, useRows, useSize, type Question } from './asking.ts'
import { ViewCell, type Telling } from './cells.tsx'
import { Charts, chartable } from './Charts.tsx'
import { MeasureCell, type Door } from './MeasureCell.tsx'
import { Cancelled, Running } from './Running.tsx'
import figures from './figures.module.css'
import type { Cell, Page, ShownColumn, Subject } from './words.ts'

export type Look = 'table' | 'chart'

interface ResultProps {
  question: Question
  subject: Subject
  /** Where the rows behind a figure are; the same function as long as it leads to the same. */
  door: Door
  look: Look | undefined
  onLook: (look: Look) => void
}

/** What a view finds now: rows, groups with figures that open and a chart, or figures alone. */
export function Result({ question, subject, door, look, onLook }: ResultProps) {
  const { timeZone } = useSession().workspace
  const found = useRows(question)
  const size = useSize(question)
  const asked = rowsKeyOf(question)
  const telling = useMemo<Telling>(() => ({ subject, timeZone }), [subject, timeZone])
  const { group } = question.definition
  const isDimmed = useLasting(found.isStale)
  if (found.error) return <ErrorNotice error={found.error} onRetry={found.retry} />
  if (found.isCancelled) return <Cancelled onRetry={found.retry} />
  if (found.first === undefined) return <Running {...{ question, asked }} />
  const { columns } = found.first
  if (group !== null && group.by.length === 0 && found.rows.length > 0) {
    return <Figures {...{ page: found.first, telling, door }} />
  }
  const canChart = chartable(found.first, group)
  const shown = look ?? (group?.by[0]?.unit ? 'chart' : 'table')
  return (
    <div data-stale={isDimmed || undefined}>
      {found.isStale && <Running {...{ question, asked }} lines={0} />}
      <Group justify="space-between" mb="xs" mih={32}>
        <Text size="sm" role="status">
          <strong>{size.data ? countWords(size.data.count, group === null) : t`Counting…`}</strong>
          {' · '}
          {jt`as of ${(<Moment at={found.first.asOf} />)}`}
        </Text>
        {canChart && (
          <SegmentedControl
            aria-label={t`Shown as`}
            size="xs"
            data={[
              { value: 'table', label: t`Table` },
              { value: 'chart', label: t`Chart and table` },
            ]}
            value={shown}
            onChange={(next) => onLook(next as Look)}
          />
        )}
      </Group>
      {canChart && shown === 'chart' && (
        <Charts columns={columns} rows={found.rows} isAll={!found.more.has} telling={telling} />
      )}
      <Rows {...{ found, columns, telling, door }} totals={size.data?.totals ?? null} />
    </div>
  )
}

interface RowsProps extends TableOf {
  door: Door
  found: ReturnType<typeof useRows>
}

function Rows({ found, columns, telling, door, totals }: RowsProps) {
  const shown = useMemo(
    () => tableColumns({ columns, telling, door, totals }),
    [columns, telling, door, totals],
  )
  const rows = useMemo(() => found.rows.map((cells, at) => ({ cells, at })), [found.rows])
  return (
    <DataTable
      label={t`What the view finds`}
      columns={shown}
      rows={rows}
      rowKey={(row) => row.at}
      more={found.more}
      isStale={found.isStale}
      empty={
        <EmptyState title={t`Nothing fits now`}>
          {t`The question was asked, and nothing known here answers it. What comes to be known
            later stands here then.`}
        </EmptyState>
      }
    />
  )
}

function countWords(count: number, isOfRows: boolean): string {
  return isOfRows ? counted(count, 'row') : counted(count, 'group')
}

interface TableOf {
  columns: ShownColumn[]
  telling: Telling
  /** Absent where figures only are looked at. */
  door?: Door
  /** Of groups: the measures over every row. */
  totals: Cell[] | null
}

interface Row {
  cells: Cell[]
  at: number
}

/** What is told in words is not broken where other columns have room. */
const WIDTHS: Partial<Record<ShownColumn['type'], number>> = {
  text: 200,
  person: 152,
  campaign: 200,
  organization: 176,
}

/** The columns of a view as a table shows them, with the totals of groups below. */
export function tableColumns({ columns, telling, door, totals }: TableOf): Column<Row>[] {
  const groupedBy = columns.filter(({ isMeasure }) => !isMeasure).length
  return columns.map((column, at) => {
    const isFigure = column.type === 'number' || column.type === 'rate'
    const total = totals?.[at - groupedBy]
    return {
      id: column.id,
      header: column.title,
      isFigure,
      ...(WIDTHS[column.type] !== undefined && { width: WIDTHS[column.type]! }),
      cell: ({ cells }) => {
        const cell = cells[at] ?? null
        if (!column.isMeasure)
          return <ViewCell {...{ cell, column, telling }} isGroup={totals !== null} />
        return (
          <MeasureCell
            {...{ cell, column, telling }}
            {...(door && { door })}
            group={cells.slice(0, groupedBy)}
          />
        )
      },
      ...(totals !== null && {
        total: !column.isMeasure ? (
          at === 0 && tc('total')`All`
        ) : (
          <MeasureCell {...{ cell: total ?? null, column, telling }} group={[]} />
        ),
      }),
    }
  })
}

/** One group of everything: its figures, large. */
function Figures({ page, telling, door }: { page: Page; telling: Telling; door: Door }) {
  return (
    <>
      <dl className={figures.figures}>
        {page.columns.map((column, at) => (
          <div key={column.id}>
            <dt>{column.title}</dt>
            <dd>
              <MeasureCell {...{ column, telling, door }} cell={page.rows[0]![at]!} group={[]} />
            </dd>
          </div>
        ))}
      </dl>
      <Text size="xs" c="dimmed" mt="xs">
        {jt`as of ${(<Moment at={page.asOf} />)}`}
      </Text>
    </>
  )
}
