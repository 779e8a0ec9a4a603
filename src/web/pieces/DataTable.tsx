import { Button, Loader, Stack, Text } from '@mantine/core'
import {
  memo,
  useDeferredValue,
  useRef,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type SyntheticEvent,
} from 'react'
import { t } from '../languages/messages.ts'
import { ColumnChoice, useColumnChoice } from './ColumnChoice.tsx'
import classes from './DataTable.module.css'
import { ErrorNotice } from './ErrorNotice.tsx'
import sides from './sides.module.css'
import { LinesSkeleton } from './Skeletons.tsx'
import { Head, sortOf } from './SortHead.tsx'
import { useLasting } from './useLasting.ts'
import { useReach } from './useReach.ts'
import { useStay } from './useStay.ts'
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
  /** Why the next ones did not come; those before stay. */
  error?: Error | null
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
 * longer to draw than a key or a click may wait: other rows follow the frame that answers it. Where
 * the columns are the same ones (useMemo), rows that stay are not drawn anew either.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, rowKey, onOpen, sorting, empty, isPending, isStale, choice } = props
  const isDimmed = useLasting(isStale === true)
  const frame = useRef<HTMLDivElement>(null)
  const { shown, ...choosing } = useColumnChoice(props.columns, choice)
  const { rows, columns, more } = useDrawn({ rows: props.rows, columns: shown, more: props.more })
  useWalk(frame)
  const end = useReach(frame, more)
  const stay = useStay(frame, end, rows.length)

  if (props.rows.length === 0 && empty && !isPending) return <>{empty}</>
  if (isPending || (rows.length === 0 && props.rows.length > 0)) return <LinesSkeleton lines={8} />
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
        data-stale={isDimmed || undefined}
        onFocus={stay}
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
          <tbody
            onClick={(event) => onOpen && !isOnControl(event) && open(rowOf(event), onOpen)}
            onKeyDown={(event) => onOpen && isEnterOnRow(event) && open(rowOf(event), onOpen)}
          >
            <Rows {...{ rows, columns, rowKey }} canOpen={onOpen !== undefined} />
          </tbody>
          <Totals columns={columns} />
        </table>
        {more?.has && (
          <Stack ref={end} align="center" gap="xs" p="sm" className={classes.more}>
            {more.error && <ErrorNotice error={more.error} />}
            <LoadMore more={more} />
          </Stack>
        )}
        {!more?.has && more && rows.length > 20 && (
          <Text size="xs" c="dimmed" ta="center" p="sm">{t`That is all of them.`}</Text>
        )}
      </div>
    </div>
  )

  function open(place: number, onOpen: (row: Row) => void) {
    const row = rows[place]
    if (row !== undefined) onOpen(row)
  }
}

/** Reached by the keyboard while it loads, too: whoever walks on to it has not left the table. */
function LoadMore({ more }: { more: MoreRows }) {
  return (
    <Button
      variant="subtle"
      size="xs"
      aria-disabled={more.isLoading || undefined}
      leftSection={more.isLoading && <Loader size={12} aria-hidden />}
      onClick={() => !more.isLoading && more.load()}
    >
      {t`Load more`}
    </Button>
  )
}

type Drawn<Row> = Pick<DataTableProps<Row>, 'rows' | 'columns' | 'more'>

/**
 * What is drawn: what is given, but other rows a moment later, and until then all of before. A tick
 * that is put on a row is seen in its frame, and the next one knows of it.
 */
function useDrawn<Row>(given: Drawn<Row>): Drawn<Row> {
  const rows = useDeferredValue(given.rows)
  const drawn = useRef(given)
  if (rows === given.rows) drawn.current = given
  return drawn.current
}

interface RowsProps<Row> extends Pick<DataTableProps<Row>, 'columns' | 'rows' | 'rowKey'> {
  canOpen: boolean
}

/** A row's key is always the same: that the function is another one is no reason to draw anew. */
const Rows = memo(RowsOf, (before, now) =>
  (['rows', 'columns', 'canOpen'] as const).every((name) => before[name] === now[name]),
) as typeof RowsOf

function RowsOf<Row>({ rows, columns, rowKey, canOpen }: RowsProps<Row>): ReactNode {
  return rows.map((row) => (
    <tr key={rowKey(row)} data-row tabIndex={-1} data-opens={canOpen || undefined}>
      {columns.map((column) => (
        <td key={column.id} data-figure={column.isFigure || undefined}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  ))
}

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

/** The place of the row in which it happened; -1 for what only belongs to one, as a menu of it. */
function rowOf({ target, currentTarget }: SyntheticEvent<HTMLTableSectionElement>): number {
  const row = (target as HTMLElement).closest<HTMLTableRowElement>('tr[data-row]')
  return row === null ? -1 : [...currentTarget.rows].indexOf(row)
}

function isOnControl(event: MouseEvent<HTMLElement>): boolean {
  const target = event.target as HTMLElement
  if (target.closest('a, button, input, label')) return true
  return (window.getSelection()?.toString() ?? '') !== ''
}

function isEnterOnRow({ key, target }: KeyboardEvent<HTMLElement>): boolean {
  return key === 'Enter' && (target as HTMLElement).matches('tr[data-row]')
}
