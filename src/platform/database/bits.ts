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

/** Whose ids a string of bits is of: those of a table in a workspace. */
export interface IdsOf {
  table: 'person' | 'address'
  workspaceId: number
}

/**
 * Rows of place and columns of bits as one row: the first place, and each column as one long string
 * of bits over all ids of a table, where an id is looked up by its number: of a million ids that
 * costs half of a join. untold: the bits of a place that has no row, none or all. A string is as
 * long as the ids are apart: eight million are a megabyte.
 */
export function strung(
  rows: RawBuilder<unknown>,
  { table, workspaceId }: IdsOf,
  untold: Readonly<Record<string, RawBuilder<unknown>>>,
): RawBuilder<unknown> {
  const end = (direction: 'asc' | 'desc') => sql`coalesce((select id >> 6 from ${sql.table(table)}
    where workspace_id = ${workspaceId} order by id ${sql.raw(direction)} limit 1), 0)`
  const strings = Object.entries(untold).map(([name, bits]) => {
    const own = sql`int8send(s.${sql.ref(name)})`
    const filled = (places: RawBuilder<unknown>) => sql`decode(
      repeat(case ${bits} when 0 then '00' else 'ff' end, 8 * (${places})), 'hex')`
    const told = sql`string_agg(case s.gap when 0 then ${own} else ${filled(sql`s.gap`)} || ${own}
      end, ''::bytea order by s.place)`
    return sql`coalesce(${told}, '') || ${filled(sql`(select last - first + 1 from ends)
      - coalesce(max(s.place) - (select first from ends) + 1, 0)`)} as ${sql.ref(name)}`
  })
  return sql`
    with ends as materialized (select ${end('asc')} as first, ${end('desc')} as last)
    select (select first << 6 from ends) as first_id, ${sql.join(strings)} from (
      select r.*, r.place - 1 - lag(r.place, 1, (select first - 1 from ends))
        over (order by r.place) as gap
      from (${rows}) r
      where r.place between (select first from ends) and (select last from ends)
    ) s`
}

/**
 * The bit of an id of the table, 0 or 1, in a column of strings that stand under a name in the with
 * clause. In each place the highest byte is the first.
 */
export function bitIn(
  strings: string,
  column: string,
  id: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const of = (name: string) => sql`(select ${sql.ref(name)} from ${sql.table(strings)})`
  return sql`get_bit(${of(column)}, (${id} - ${of('first_id')}) # 56)`
}

/** The bits of rows of one id each of which a bit, 0 or 1, is set for another id's place. */
export function bitsMoved(bit: RawBuilder<unknown>, to: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`bit_or(${bit}::bigint << (${to} & 63))`
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
