import { sql, type RawBuilder } from 'kysely'
import type { Channel } from '../connectors/index.ts'
import { Refused } from '../platform/refused.ts'

export interface PageAsk {
  /** The next of the page before. */
  after?: string
  limit: number
}

export interface Page<Item> {
  items: Item[]
  next: string | null
}

/** Of a person's addresses (pa) those of one channel. */
export function ofChannel(workspaceId: number, channel: Channel | undefined): RawBuilder<unknown> {
  if (channel === undefined) return sql``
  return sql`and (select k.kind from address k
    where k.workspace_id = ${workspaceId} and k.id = pa.address_id) = ${channel}`
}

/** Microseconds since 1970, as text: a cursor has to name the very moment. */
export function exactTime(moment: RawBuilder<unknown>): RawBuilder<string> {
  return sql`case when isfinite(${moment}) then
    (extract(epoch from ${moment}) * 1000000)::bigint::text else '-' end`
}

/** The moment a cursor names. */
export function moment(time: string): RawBuilder<unknown> {
  if (time === '-') return sql`'-infinity'::timestamptz`
  return sql`(timestamptz 'epoch' + ${time}::bigint * interval '1 microsecond')`
}

type Part = 'time' | 'bigint' | 'integer'

/** The parts of a cursor, each within what its column holds: a made-up one is refused, not run. */
export function place(after: string, parts: Part[]): string[] {
  const found = after.split('_')
  if (found.length !== parts.length || !parts.every((part, n) => isPart(part, found[n]!))) {
    throw new Refused(400, 'after is not the next of an earlier page.', { field: 'after' })
  }
  return found
}

function isPart(part: Part, text: string): boolean {
  if (part === 'time') return /^(-|-?\d{1,16})$/.test(text)
  if (!/^-?\d{1,19}$/.test(text)) return false
  const bits = part === 'integer' ? 32 : 64
  return BigInt.asIntN(bits, BigInt(text)) === BigInt(text)
}

/** One row more than the limit says that there is a next page. */
export function pageOf<Row extends { place: string }, Item>(
  rows: Row[],
  limit: number,
  itemOf: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit)
  return { items: shown.map(itemOf), next: rows.length > limit ? shown.at(-1)!.place : null }
}
