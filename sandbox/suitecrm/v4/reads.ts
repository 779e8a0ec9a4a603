import type { Condition } from '../../sugar-data/condition.ts'
import { DatabaseFailure } from '../../sugar-data/database-failure.ts'
import { linkNamed } from '../../sugar-data/links.ts'
import { moduleOf, type Module } from '../../sugar-data/modules.ts'
import { related } from '../../sugar-data/relating.ts'
import { isOn, plain } from '../../sugar-data/saving.ts'
import { search, searchAmong, type Order } from '../../sugar-data/search.ts'
import { readSql, WrongSql } from '../sql.ts'
import type { Vendor } from '../vendor.ts'
import { linksIn, moduleIn, textsIn, wholeIn, type Arguments } from './arguments.ts'
import { RestFault } from './errors.ts'
import { linkedRecords, linkList, shown } from './shapes.ts'

/** What a page holds unless a size is asked for. */
const usualPage = 20

/** get_entry_list: a page of a module's records. With `deleted`, the deleted ones are in it too. */
export function entryList({ crm, rowsPerPage }: Vendor, given: Arguments) {
  const [, name, query, orderBy, offset, select, withLinks, most, deleted] = given
  const module = moduleIn(name)
  const found = search(crm, module, {
    condition: readQuery(query),
    orders: readOrders(orderBy),
    deleted: isOn(deleted) ? 'too' : 'none',
  })
  const from = wholeIn(offset)
  const rows = found.slice(from, from + Math.min(wholeIn(most) || usualPage, rowsPerPage))
  const links = linksIn(withLinks)
  return {
    result_count: rows.length,
    total_count: String(found.length),
    next_offset: from + rows.length,
    entry_list: rows.map((row) => ({
      id: row.id,
      module_name: module.name,
      name_value_list: shown(crm, module, row, textsIn(select)),
    })),
    relationship_list:
      links.length === 0
        ? []
        : rows.map((row) => linkList(linkedRecords(crm, module, row.id, links))),
  }
}

const gone = [
  { name: 'warning', value: 'This record has been deleted or does not exist' },
  { name: 'deleted', value: '1' },
]

/** get_entries: records by their ids. One that is gone is there with a warning in its place. */
export function entries({ crm }: Vendor, [, name, ids, select, withLinks]: Arguments) {
  const module = moduleIn(name)
  const links = linksIn(withLinks)
  const rows = textsIn(ids).map((id) => ({ id, row: crm.rows(module.name).live(id) }))
  const live = rows.flatMap(({ row }) => row ?? [])
  return {
    entry_list: rows.map(({ id, row }) => ({
      id,
      module_name: module.name,
      name_value_list: row === undefined ? gone : shown(crm, module, row, textsIn(select)),
    })),
    relationship_list:
      links.length === 0
        ? []
        : live.map(({ id }) => linkList(linkedRecords(crm, module, id, links))),
  }
}

export function entry(vendor: Vendor, [session, name, id, ...rest]: Arguments) {
  return entries(vendor, [session, name, [id], ...rest])
}

export function entriesCount({ crm }: Vendor, [, name, query, deleted]: Arguments) {
  const condition = readQuery(query)
  const among = isOn(deleted) ? 'too' : 'none'
  const found = search(crm, moduleIn(name), { condition, deleted: among })
  return { result_count: String(found.length) }
}

/**
 * get_relationships: what is behind one link, without a total. Only what is asked for is known of
 * the related records: without their `id` among it, they have none.
 */
export function relationships({ crm, rowsPerPage }: Vendor, given: Arguments) {
  const [, name, id, linkName, query, select, withLinks, , orderBy, offset, limit] = given
  const source = moduleIn(name)
  const condition = readQuery(query)
  const orders = readOrders(orderBy)
  const link = linkNamed(source.name, plain(linkName))
  if (link === undefined) return { entry_list: [], relationship_list: [] }
  const module = moduleOf(link.module)
  const all = related(crm, link, plain(id)).flatMap((one) => crm.rows(link.module).live(one) ?? [])
  const found = searchAmong(crm, module, all, { condition, orders, deleted: 'none' })
  const from = wholeIn(offset)
  const rows = found.slice(from, from + Math.min(wholeIn(limit) || Infinity, rowsPerPage))
  const fields = textsIn(select)
  const links = linksIn(withLinks)
  const known = fields.includes('id')
  return {
    entry_list: rows.map((row) => ({
      id: known ? row.id : null,
      module_name: module.name,
      name_value_list: fields.length === 0 ? {} : shown(crm, module, row, fields),
    })),
    relationship_list:
      links.length === 0
        ? []
        : rows.map((row) => (known ? linkedRecords(crm, module, row.id, links) : [])),
  }
}

/** get_modified_relationships: it was seen to answer nothing for the members of a list. */
export function modifiedRelationships(_: Vendor, [, name, other]: Arguments) {
  const modules: readonly Module[] = [moduleIn(name), moduleIn(other)]
  const error = { number: 0, name: 'No Error', description: `of ${modules[0]?.name}` }
  return { result_count: 0, next_offset: 0, entry_list: [], error }
}

function readQuery(given: unknown): Condition | undefined {
  const sql = plain(given).trim()
  return sql === '' ? undefined : checked(() => readSql(sql))
}

/** `date_modified desc, contacts.id`. */
function readOrders(given: unknown): readonly Order[] {
  const text = plain(given).trim()
  if (text === '') return []
  return text.split(',').map((part) => {
    const [, field = '', way = ''] = /^\s*([a-z_.]+)(?:\s+(asc|desc))?\s*$/i.exec(part) ?? []
    if (field === '') throw new RestFault('access')
    return { field: field.toLowerCase(), descending: way.toLowerCase() === 'desc' }
  })
}

/** What the check of a query refuses is an access denied; what the database does not read fails. */
function checked<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof WrongSql)) throw error
    throw error.why === 'forbidden' ? new RestFault('access') : new DatabaseFailure()
  }
}
