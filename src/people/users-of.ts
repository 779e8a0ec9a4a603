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

/** One column of addresses: it holds for who uses one of them, and of a place without rows for nobody. */
export function ofAddresses(rows: RawBuilder<unknown>, isHistory: boolean): OfAddresses {
  return { rows, columns: { bits: NOBODY }, isHistory, holds: (column) => column('bits') }
}

const NOBODY = sql`0::bigint`

/**
 * The people for whom each of these holds, as rows of place with a column u0, u1 ... of bits for
 * each: all are put together by address first, so that who uses which address is read once.
 */
export function usersOf(workspaceId: number, asked: readonly OfAddresses[]): RawBuilder<unknown> {
  const columns = asked.flatMap(({ columns, isHistory }, at) =>
    Object.entries(columns).map(([name, untold]) => ({ at, name, untold, isHistory })),
  )
  const named = ({ at, name }: { at: number; name: string }) => `a${at}_${name}`
  const arms = asked.map(({ rows }, at) => {
    const cells = columns.map((one) =>
      one.at === at ? sql.ref(`s.${one.name}`) : sql`null::bigint`,
    )
    return sql`select s.place, ${sql.join(cells)} from (${rows}) s`
  })
  const names = columns.map((one) => sql.ref(named(one)))
  const together = columns.map(
    (one) => sql`coalesce(bit_or(${sql.ref(`b.${named(one)}`)}), ${one.untold}) as
      ${sql.ref(named(one))}`,
  )
  const addresses = sql`
    select b.place, ${sql.join(together)}
    from (${sql.join(arms, sql` union all `)}) b (place, ${sql.join(names)})
    group by b.place`
  const told = Object.fromEntries(columns.map((one) => [named(one), one.untold]))
  const bits = columns.map((one) => bitIn('told', named(one), sql`u.address_id`))
  const someCount = columns.some(({ isHistory }) => isHistory)
  const moved = columns.map((one, at) => {
    const which = someCount && !one.isHistory ? sql`filter (where u.ended_at is null)` : sql``
    return sql`coalesce(${bitsMoved(bits[at]!, sql`u.person_id`)} ${which}, 0)
      as ${sql.ref(named(one))}`
  })
  const areAllTold = columns.every(({ untold }) => untold === NOBODY)
  const isAny = sql`and (${sql.join(bits, sql` | `)})::boolean`
  const holds = asked.map(
    ({ holds }, at) =>
      sql`${holds((name) => sql.ref(`p.${named({ at, name })}`))} as ${sql.ref(`u${at}`)}`,
  )
  return sql`
    with told as materialized (${strung(addresses, { table: 'address', workspaceId }, told)})
    select p.place, ${sql.join(holds)} from (
      select u.person_id >> 6 as place, ${sql.join(moved)} from person_address u
      where u.workspace_id = ${workspaceId} ${someCount ? sql`` : sql`and u.ended_at is null`}
        ${areAllTold ? isAny : sql``}
      group by u.workspace_id, u.person_id >> 6
    ) p`
}
