import { sql } from 'kysely'
import { columnOf, type Reading } from './conditions.ts'
import type { ViewDefinition } from './definitions/index.ts'
import { joined, joinsIn, joinsOf, rowsAgain, rowsThat, wholeRow } from './joining.ts'
import { isAfter, orderBy, orderOf, placeOf, type Order, type Place } from './order.ts'
import type { Column, Sql } from './subjects/column.ts'

/** What rows are ordered by: as asked for, and then by what tells them apart. */
export function orderOfRows({ sort }: ViewDefinition, reading: Reading): Order[] {
  const asked = sort.map(({ by, direction }) => ({
    ...orderOf(columnOf(reading, by)),
    isDescending: direction === 'desc',
  }))
  return [...asked, ...reading.subject.key.map((key) => ({ ...key, isDescending: false }))]
}

/**
 * A page of rows. Its rows are found first, by what they are filtered and ordered by, and only then
 * everything else is looked up for these few.
 */
export function pageOfRows(
  view: ViewDefinition,
  reading: Reading,
  page: { after: Place | null; limit: number },
): Sql {
  const { subject } = reading
  const columns = view.columns.map((id) => columnOf(reading, id))
  const orders = orderOfRows(view, reading)
  const sorted = view.sort.flatMap(({ by }) => joinsOf(columnOf(reading, by)))
  const after = page.after === null ? sql`` : sql`and ${isAfter(orders, page.after)}`
  const found = orders.map((order, at) => ({ ...order, value: sql.ref(`page.o${at}`) }))
  return sql`
    with page as materialized (
      select ${sql.join(orders.map(({ value }, at) => sql`${value} as ${sql.ref(`o${at}`)}`))},
        ${wholeRow(subject)} as whole
      from ${subject.from} ${joined(subject, [...joinsIn(view.where, reading), ...sorted], 'all')}
      where ${rowsThat(view.where, reading)} ${after}
      order by ${orderBy(orders)} limit ${page.limit}
    )
    select ${placeOf(found)} as place, ${sql.join(columns.flatMap(cells))}
    from page cross join ${rowsAgain(subject, sql`page.whole`)}
    ${joined(subject, columns.flatMap(joinsOf), 'each')}
    order by ${orderBy(found)}`
}

function cells(column: Column, at: number): Sql[] {
  const value = sql`${column.value} as ${sql.ref(`c${at}`)}`
  return column.name === undefined ? [value] : [value, sql`${column.name} as ${sql.ref(`n${at}`)}`]
}

/** How many rows a view is of, its limit told. */
export function countOfRows({ where, limit }: ViewDefinition, reading: Reading): Sql {
  const { subject } = reading
  return sql`
    select count(*) as count from (
      select 1 from ${subject.from} ${joined(subject, joinsIn(where, reading), 'all')}
      where ${rowsThat(where, reading)} ${limit === null ? sql`` : sql`limit ${limit}`}
    ) s`
}
