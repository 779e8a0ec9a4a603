import { sql, type RawBuilder } from 'kysely'
import { bitIn, bitsMoved, strung } from '../platform/database/index.ts'

type Bits = RawBuilder<unknown>

/** What is asked of addresses, and holds of the people who use them. */
export interface OfAddresses {
  /** Rows of place with columns of bits. */
  rows: RawBuilder<unknown>
  /** Each column, with its bits of a place that has no row. */
  columns: Readonly<Record<string, Bits>>
  /** Whether addresses count that somebody does not use any more. */
  isHistory: boolean
  /** Of a place of people for whose addresses the columns are set: for whom it holds. */
  holds(column: (name: string) => Bits): Bits
}

/** What holds for whoever uses one of these addresses, rows of place and bits. */
export function ofAddresses(rows: RawBuilder<unknown>, isHistory: boolean): OfAddresses {
  return { rows, columns: { bits: NOBODY }, isHistory, holds: (column) => column('bits') }
}

const NOBODY = sql`0::bigint`

/** One column of one that is asked, and what it is called among all. */
interface Column {
  at: number
  name: string
  as: string
  untold: Bits
  isHistory: boolean
}

/**
 * The people for whom each of these holds, as rows of place with a column u0, u1 ... of bits for
 * each: all are put together by address first, so that who uses which address is read once.
 */
export function usersOf(workspaceId: number, asked: readonly OfAddresses[]): RawBuilder<unknown> {
  const columns = asked.flatMap(({ columns, isHistory }, at) =>
    Object.entries(columns).map(([name, untold]): Column => {
      return { at, name, as: `a${at}_${name}`, untold, isHistory }
    }),
  )
  const bitOf = (column: Column) => bitIn('told', column.as, sql`u.address_id`)
  const isSomeHistory = columns.some(({ isHistory }) => isHistory)
  const inUse = sql`u.ended_at is null`
  const ofUsers = columns.map((column) => {
    const which = isSomeHistory && !column.isHistory ? sql`filter (where ${inUse})` : sql``
    const bits = sql`coalesce(${bitsMoved(bitOf(column), sql`u.person_id`)} ${which}, 0)`
    return sql`${bits} as ${sql.ref(column.as)}`
  })
  // Of addresses of which nothing is told nothing holds: who uses them is not put together.
  const isAnyTold = columns.every(({ untold }) => untold === NOBODY)
    ? sql`(${sql.join(columns.map(bitOf), sql` | `)})::boolean`
    : sql`true`
  const holds = asked.map(({ holds }, at) => {
    const bits = holds((name) => sql.ref(`p.a${at}_${name}`))
    return sql`${bits} as ${sql.ref(`u${at}`)}`
  })
  const untold = Object.fromEntries(columns.map((column) => [column.as, column.untold]))
  const told = strung(byAddress(asked, columns), { table: 'address', workspaceId }, untold)
  return sql`
    with told as materialized (${told})
    select p.place, ${sql.join(holds)} from (
      select u.person_id >> 6 as place, ${sql.join(ofUsers)} from person_address u
      where u.workspace_id = ${workspaceId} and ${isSomeHistory ? sql`true` : inUse}
        and ${isAnyTold}
      group by u.workspace_id, u.person_id >> 6
    ) p`
}

/** Rows of place with all columns, each by what it is called among all. */
function byAddress(asked: readonly OfAddresses[], columns: readonly Column[]): RawBuilder<unknown> {
  const arms = asked.map(({ rows }, at) => {
    const cells = columns.map((one) =>
      one.at === at ? sql.ref(`s.${one.name}`) : sql`null::bigint`,
    )
    return sql`select s.place, ${sql.join(cells)} from (${rows}) s`
  })
  const names = columns.map((one) => sql.ref(one.as))
  const together = columns.map(({ as, untold }) => {
    return sql`coalesce(bit_or(${sql.ref(`b.${as}`)}), ${untold}) as ${sql.ref(as)}`
  })
  return sql`
    select b.place, ${sql.join(together)}
    from (${sql.join(arms, sql` union all `)}) b (place, ${sql.join(names)})
    group by b.place`
}
