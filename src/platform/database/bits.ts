import { sql, type RawBuilder } from 'kysely'

/**
 * Sets of ids as bits: an id is one bit among the 64 of its neighbours, so a million ids are some
 * ten thousand rows, which are quickly hashed, joined and put together by several workers. Nobody
 * is in a set twice. place: id >> 6; bits: which of the 64 are in it.
 */
export function bitsOf(ids: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select i.id >> 6 as place, bit_or(${bitOf(sql`i.id`)}) as bits
    from (${ids}) i (id) group by 1`
}

/** A join from the left to such a set, under an alias that isMarked asks. */
export function leftJoinBits(
  ids: RawBuilder<unknown>,
  alias: string,
  id: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const name = sql.ref(alias)
  return sql`left join (${bitsOf(ids)}) ${name} on ${name}.place = ${id} >> 6`
}

/** Whether an id is in the set that was joined from the left under an alias; never unknown. */
export function isMarked(alias: string, id: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(coalesce(${sql.ref(alias)}.bits, 0) >> (${id} & 63) & 1 = 1)`
}

/** The bit of an id among its neighbours. */
export function bitOf(id: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(1::bigint << (${id} & 63))`
}

/** The ids of rows of place and bits, each once. */
export function idsOf(rows: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select (r.place << 6) + n.at as id from (${rows}) r (place, bits)
    join generate_series(0, 63) n (at) on r.bits >> n.at & 1 = 1`
}
