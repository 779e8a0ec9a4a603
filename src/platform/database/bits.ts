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

/**
 * Rows of place and columns of bits as a table of the from clause, under an alias. They are worked
 * out once, before what they are joined to is read, and handed to all workers who read it: of a
 * subquery PostgreSQL would have each worker work it out, or give the whole join to one.
 */
export function handed(
  rows: RawBuilder<unknown>,
  columns: readonly string[],
  alias: string,
): RawBuilder<unknown> {
  const names = sql.join(columns.map((name) => sql.ref(`r.${name}`)))
  const typed = sql.join(columns.map((name) => sql`${sql.ref(name)} bigint`))
  return sql`unnest(array(select row(r.place, ${names}) from (${rows}) r))
    as ${sql.ref(alias)} (place integer, ${typed})`
}

/** Whether an id is in the set that was handed under an alias, from the left too; never unknown. */
export function isMarked(alias: string, id: RawBuilder<unknown>): RawBuilder<unknown> {
  return isIn(sql`coalesce(${sql.ref(alias)}.bits, 0)`, id)
}

/**
 * Whether the bit of an id is set in bits of its place. As a cast, for of that PostgreSQL takes a
 * third to be so; of a comparison one in two hundred, and then one worker gets a million rows.
 */
export function isIn(bits: RawBuilder<unknown>, id: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`((${bits}) >> (${id} & 63) & 1)::integer::boolean`
}

/** The bit of an id among its neighbours. */
export function bitOf(id: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(1::bigint << (${id} & 63))`
}

/** The bit of one id, as it stands in bits of its place, for another id among its neighbours. */
export function movedBit(
  bits: RawBuilder<unknown>,
  from: RawBuilder<unknown>,
  to: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`((${bits} >> (${from} & 63) & 1) << (${to} & 63))`
}

/** The ids of rows of place and bits, each once. */
export function idsOf(rows: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select (r.place << 6) + n.at as id from (${rows}) r (place, bits)
    join generate_series(0, 63) n (at) on r.bits >> n.at & 1 = 1`
}
