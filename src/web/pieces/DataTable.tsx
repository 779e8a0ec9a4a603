import { Button, Group, Table, Text } from '@mantine/core'
import { useRef, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import { t } from '../languages/messages.ts'
import { ColumnChoice, useColumnChoice } from './ColumnChoice.tsx'
import aside from './aside.module.css'
import classes from './DataTable.module.css'
import { LinesSkeleton } from './Skeletons.tsx'
import { Head, sortOf } from './SortHead.tsx'
import { useMoreAside } from './useMoreAside.ts'
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

/** Rows to compare: sticky header, J/K/Enter, more rows as the end is reached. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, rows, rowKey, onOpen, more, empty, isPending, isStale, choice, sorting } = props
  const frame = useRef<HTMLDivElement>(null)
  const { shown, ...choosing } = useColumnChoice(props.columns, choice)
  useWalk(frame)
  useMoreAside(frame, !isPending && rows.length > 0)
  const end = useReach(frame, more)

  if (isPending) return <LinesSkeleton lines={8} />
  if (rows.length === 0 && empty) return <>{empty}</>
  return (
    <div>
      {choice && <ColumnChoice columns={props.columns} {...choosing} />}
      <div
        ref={frame}
        className={`${classes.frame} ${aside.aside}`}
        role="region"
        aria-label={label}
        tabIndex={0}
        data-walk
        data-stale={isStale || undefined}
      >
        <Table className={classes.table} aria-label={label}>
          <Table.Thead>
            <Table.Tr>
              {shown.map((column) => (
                <Table.Th
                  key={column.id}
                  scope="col"
                  data-figure={column.isFigure || undefined}
                  miw={column.width}
                  aria-sort={sorting && sortOf(column, sorting)}
                >
                  <Head column={column} sorting={sorting} />
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr
                key={rowKey(row)}
                data-row
                tabIndex={-1}
                data-opens={onOpen ? true : undefined}
                onClick={(event) => onOpen && !isOnControl(event) && onOpen(row)}
                onKeyDown={(event) => onOpen && isEnterOnRow(event) && onOpen(row)}
              >
                {shown.map((column) => (
                  <Table.Td key={column.id} data-figure={column.isFigure || undefined}>
                    {column.cell(row)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
          {shown.some((column) => column.total !== undefined) && (
            <Table.Tfoot>
              <Table.Tr>
                {shown.map((column) => (
                  <Table.Th key={column.id} data-figure={column.isFigure || undefined}>
                    {column.total}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Tfoot>
          )}
        </Table>
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

function isOnControl(event: MouseEvent<HTMLElement>): boolean {
  const target = event.target as HTMLElement
  if (target.closest('a, button, input, label')) return true
  return (window.getSelection()?.toString() ?? '') !== ''
}

function isEnterOnRow(event: KeyboardEvent<HTMLElement>): boolean {
  return event.key === 'Enter' && event.target === event.currentTarget
}
