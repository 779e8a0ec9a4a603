import type { Context } from 'hono'
import type { Condition } from '../sugar-data/condition.ts'
import type { Module } from '../sugar-data/modules.ts'
import { isOn, plain } from '../sugar-data/saving.ts'
import type { Order } from '../sugar-data/search.ts'
import { readBody, type Asked } from './body.ts'
import { readBrackets } from './brackets.ts'
import { SugarFault } from './errors.ts'
import { findField, readFilter } from './filter.ts'

/** What a list without a size holds, and what the server's configuration lets any list hold. */
const usualRecords = 20
export const mostRecords = 1000

export interface ListQuery {
  condition?: Condition | undefined
  orders: readonly Order[]
  size: number
  offset: number
  fields?: readonly string[]
  /** Deleted records beside the others. */
  deleted: boolean
}

/** The newest first, unless another order is asked for. */
const usualOrder: readonly Order[] = [{ field: 'date_modified', descending: true }]

/** What a list is asked: by the query string, or by the body where it is posted. */
export async function readListQuery(c: Context, module: Module): Promise<ListQuery> {
  const posted = c.req.method === 'POST'
  const asked = posted ? await readBody(c) : readBrackets(new URL(c.req.url).searchParams)
  for (const name of ['q', 'filter_id']) {
    if (plain(asked[name]) !== '') throw new SugarFault('invalid_parameter', `No ${name} here.`)
  }
  return {
    condition: readFilter(module, asked.filter),
    orders: readOrders(module, plain(asked.order_by)),
    ...readPage(asked),
    ...readFields(asked.fields),
    deleted: isOn(asked.deleted),
  }
}

export function readPage(asked: Asked): Pick<ListQuery, 'size' | 'offset'> {
  const whole = (name: string) => {
    const text = plain(asked[name])
    return /^\d+$/.test(text) ? Number(text) : undefined
  }
  const size = whole('max_num') ?? usualRecords
  return { size: Math.min(Math.max(size, 1), mostRecords), offset: whole('offset') ?? 0 }
}

function readFields(given: unknown): Pick<ListQuery, 'fields'> {
  const names = Array.isArray(given) ? given.map(plain) : plain(given).split(',')
  const fields = names.map((one) => one.trim()).filter(Boolean)
  return fields.length === 0 ? {} : { fields }
}

/** `name:DESC,date_modified:ASC`; a field that no table has orders nothing. */
export function readOrders(module: Module, given: string): readonly Order[] {
  if (given.trim() === '') return usualOrder
  return given.split(',').flatMap((part) => {
    const [name = '', way = 'asc'] = part.trim().split(':')
    const field = findField(module, name)
    if (field.computed === true || name.includes('.')) return []
    return { field: name, descending: way.toLowerCase() === 'desc' }
  })
}

/** One page, and where the next one begins: -1 when there is none. */
export function pageOf<T>(
  all: readonly T[],
  { size, offset }: Pick<ListQuery, 'size' | 'offset'>,
  rowsPerPage: number,
) {
  const end = offset + Math.min(size, rowsPerPage)
  return { next_offset: end < all.length ? end : -1, page: all.slice(offset, end) }
}
