import { UnstyledButton } from '@mantine/core'
import type { Column, Sorting } from './DataTable.tsx'
import classes from './DataTable.module.css'

interface HeadProps<Row> {
  column: Column<Row>
  sorting: Sorting | undefined
}

/** A column's heading; a button where the table can be sorted by it. */
export function Head<Row>({ column: { header, sort }, sorting }: HeadProps<Row>) {
  if (sorting === undefined || sort === undefined) return header
  const isSorted = sorting.by === sort
  return (
    <UnstyledButton
      className={classes.sort}
      data-prints
      data-sorted={isSorted || undefined}
      onClick={() => sorting.onSort(sort)}
    >
      {header}
      {isSorted && (
        <span aria-hidden className={classes.arrow}>
          {sorting.order === 'asc' ? '↑' : '↓'}
        </span>
      )}
    </UnstyledButton>
  )
}

/** How a column is sorted, for those who hear the table. */
export function sortOf<Row>({ sort }: Column<Row>, { by, order }: Sorting) {
  if (sort === undefined) return undefined
  if (sort !== by) return 'none'
  return order === 'asc' ? 'ascending' : 'descending'
}
