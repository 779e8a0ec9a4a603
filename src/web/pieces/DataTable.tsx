import { Button, Group, Text } from '@mantine/core'
import {
  memo,
  useDeferredValue,
  useRef,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from 'react'
import { t } from '../languages/messages.ts'
import { ColumnChoice, useColumnChoice } from './ColumnChoice.tsx'
import classes from './DataTable.module.css'
import sides from './sides.module.css'
import { LinesSkeleton } from './Skeletons.tsx'
import { Head, sortOf } from './SortHead.tsx'
import { useReach } from './useReach.ts'
import { useWalk } from './useWalk.ts'

export interface Column<Row> {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  /** Right-aligned, with figures of one width. */
  isFigure?: boolean
  /** Left out until chosen; only where the table has a name to remember the choice under. */
  isOptional?: boolean
  /** In px: the least the column takes. */
  width?: number
  /** By what the table can be sorted here; only where it is told how it is sorted. */
  sort?: string
  /** The total, where a total means something. */
  total?: ReactNode
}

export interface MoreRows {
  has: boolean
  isLoading: boolean
  load: () => void
}

export interface Sorting {
  by: string
  order: 'asc' | 'desc'
  onSort: (by: string) => void
}

interface DataTableProps<Row> {
  /** What the table holds, for those who hear it: "Recipients". */
  label: string
  columns: Column<Row>[]
  rows: Row[]
  rowKey: (row: Row) => string | number
  /** Enter or a click on a row; links and buttons within it keep their own meaning. */
  onOpen?: (row: Row) => void
  more?: MoreRows
  /** Shown instead of the table when there are no rows. */
  empty?: ReactNode
  isPending?: boolean
  /** The rows are those of the question before. */
  isStale?: boolean
  /** Remembers the chosen columns under this name, and offers the choice. */
  choice?: string
  sorting?: Sorting
}

/**
 * Rows to compare: sticky header, J/K/Enter, more rows as the end is reached. A hundred rows take
 * longer to draw than a key or a click may wait: they follow the frame that answers it.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, sorting, empty, isPending, isStale, choice } = props
  const frame = useRef<HTMLDivElement>(null)
  const { shown, ...choosing } = useColumnChoice(props.columns, choice)
  const drawn = useDrawn({ ...props, columns: shown })
  useWalk(frame)
  const end = useReach(frame, drawn.more)

  if (props.rows.length === 0 && empty && !isPending) return <>{empty}</>
  if (isPending || (drawn.rows.length === 0 && props.rows.length > 0)) {
    return <LinesSkeleton lines={8} />
  }
  const { columns, rows, more } = drawn
  return (
    <div>
      {choice && <ColumnChoice columns={props.columns} {...choosing} />}
      <div
        ref={frame}
        className={`${sides.sides} ${classes.frame}`}
        role="region"
        aria-label={label}
        tabIndex={0}
        data-walk
        data-stale={isStale || undefined}
      >
        <table className={classes.table} aria-label={label}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th
                  key={column.id}
                  scope="col"
                  data-figure={column.isFigure || undefined}
                  style={{ minWidth: column.width }}
                  aria-sort={sorting && sortOf(column, sorting)}
                >
                  <Head column={column} sorting={sorting} />
                </th>
              ))}
            </tr>
          </thead>
          <Body drawn={drawn} />
          <Totals columns={columns} />
        </table>
        {more?.has && (
          <Group ref={end} justify="center" p="sm" className={classes.more}>
            <Button
              variant="subtle"
              size="xs"
              onClick={more.load}
              loading={more.isLoading}
            >{t`Load more`}</Button>
          </Group>
        )}
        {!more?.has && more && rows.length > 20 && (
          <Text size="xs" c="dimmed" ta="center" p="sm">{t`That is all of them.`}</Text>
        )}
      </div>
    </div>
  )
}

/**
 * What is drawn: what is given, but other rows, and that these are of before, a moment later. All
 * else at once: a tick that is put on a row is seen in its frame, and the next one knows of it.
 */
function useDrawn<Row>(given: DataTableProps<Row>): DataTableProps<Row> {
  const rows = useDeferredValue(given.rows)
  const isStale = useDeferredValue(given.isStale)
  const drawn = useRef(given)
  if (rows === given.rows && isStale === given.isStale) drawn.current = given
  return drawn.current
}

interface BodyProps<Row> {
  drawn: Pick<DataTableProps<Row>, 'columns' | 'rows' | 'rowKey' | 'onOpen'>
}

/** Drawn anew only where what is drawn is another one. */
const Body = memo(function Body<Row>({ drawn: { columns, rows, rowKey, onOpen } }: BodyProps<Row>) {
  return (
    <tbody>
      {rows.map((row) => (
        <tr
          key={rowKey(row)}
          data-row
          tabIndex={-1}
          data-opens={onOpen ? true : undefined}
          onClick={(event) => onOpen && !isOnControl(event) && onOpen(row)}
          onKeyDown={(event) => onOpen && isEnterOnRow(event) && onOpen(row)}
        >
          {columns.map((column) => (
            <td key={column.id} data-figure={column.isFigure || undefined}>
              {column.cell(row)}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  )
}) as <Row>(props: BodyProps<Row>) => ReactNode

function Totals<Row>({ columns }: { columns: Column<Row>[] }) {
  if (columns.every((column) => column.total === undefined)) return null
  return (
    <tfoot>
      <tr>
        {columns.map((column) => (
          <th key={column.id} data-figure={column.isFigure || undefined}>
            {column.total}
          </th>
        ))}
      </tr>
    </tfoot>
  )
}

function isOnControl(event: MouseEvent<HTMLElement>): boolean {
  const target = event.target as HTMLElement
  if (target.closest('a, button, input, label')) return true
  return (window.getSelection()?.toString() ?? '') !== ''
}

function isEnterOnRow(event: KeyboardEvent<HTMLElement>): boolean {
  return event.key === 'Enter' && event.target === event.currentTarget
}
