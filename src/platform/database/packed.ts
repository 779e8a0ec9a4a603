import { sql, type RawBuilder } from 'kysely'

/**
 * A column of many rows, packed as PostgreSQL takes arrays in its binary form: written as text it
 * costs both sides several times as much. Numbers of types are those of the built-in types, which
 * never change.
 */
export interface Column {
  array: RawBuilder<unknown>
  /** Has the array's lowest value where there is none. */
  mayLack?: 'moment'
}

const OID = { bigint: 20, integer: 23, timestamptz: 1184 }
const HEAD_WORDS = 5
const WORD = 2 ** 32
/** PostgreSQL counts its microseconds from here. */
const MOMENTS_FROM = Date.UTC(2000, 0, 1)

/** A column of whole numbers that fit integer. */
export function integers(values: readonly number[]): Column {
  const words = headed(OID.integer, values.length, 1)
  let place = HEAD_WORDS
  for (const value of values) {
    words[place++] = 4
    words[place++] = value
  }
  return { array: sql`${inNetworkOrder(words)}::integer[]` }
}

/** A column of whole numbers in decimals: a number would not hold them exactly. */
export function bigints(values: readonly string[]): Column {
  const words = headed(OID.bigint, values.length, 2)
  let place = HEAD_WORDS
  for (const value of values) {
    const whole = BigInt(value)
    words[place++] = 8
    words[place++] = Number(whole >> 32n)
    words[place++] = Number(BigInt.asIntN(32, whole))
  }
  return { array: sql`${inNetworkOrder(words)}::bigint[]` }
}

/** A column of moments, epoch milliseconds; of nulls too. */
export function moments(values: readonly (number | null)[]): Column {
  const words = headed(OID.timestamptz, values.length, 2)
  let lacks = false
  let place = HEAD_WORDS
  for (const value of values) {
    words[place++] = 8
    if (value === null) {
      // An array with nulls is walked through for each of its elements, so it is told as -infinity.
      lacks = true
      words[place++] = -(2 ** 31)
      words[place++] = 0
      continue
    }
    const micros = (value - MOMENTS_FROM) * 1000
    words[place++] = Math.floor(micros / WORD)
    words[place++] = micros % WORD
  }
  const array = sql`${inNetworkOrder(words)}::timestamptz[]`
  return lacks ? { array, mayLack: 'moment' } : { array }
}

/**
 * Rows with the columns of these names and their place, counted from one, as a select. Every
 * column has as many values as there are rows. Each stands in the select once: what is told again
 * and again is copied by the planner as often.
 */
export function rowsOf(
  count: number,
  columns: Readonly<Record<string, Column>>,
): RawBuilder<unknown> {
  const cells = Object.entries(columns).map(
    ([name, column]) => sql`${cellOf(column)} as ${sql.ref(name)}`,
  )
  return sql`
    select place, ${sql.join(cells)} from generate_series(1, ${count}::integer) as place`
}

function cellOf({ array, mayLack }: Column): RawBuilder<unknown> {
  if (mayLack === 'moment') return sql`nullif((${array})[place], '-infinity')`
  return sql`(${array})[place]`
}

/** Room for an array of one dimension, without nulls, counted from one. */
function headed(oid: number, count: number, wordsEach: number): Int32Array {
  const words = new Int32Array(HEAD_WORDS + count * (1 + wordsEach))
  words.set([1, 0, oid, count, 1])
  return words
}

function inNetworkOrder(words: Int32Array): Buffer {
  return Buffer.from(words.buffer).swap32()
}
