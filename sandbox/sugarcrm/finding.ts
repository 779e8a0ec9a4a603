import { holds, type Column, type Condition, type Reader } from '../sugar-data/condition.ts'
import type { Crm } from '../sugar-data/crm.ts'
import { linkNamed } from '../sugar-data/links.ts'
import { fieldOf, type Module } from '../sugar-data/modules.ts'
import { related } from '../sugar-data/relating.ts'
import type { Row } from '../sugar-data/rows.ts'
import { sugarModule } from './modules.ts'

type RowReader = (row: Row) => Column

/** The rows for which a condition holds; its fields have been checked before. */
export function rowsWhere(
  crm: Crm,
  module: Module,
  rows: readonly Row[],
  condition: Condition | undefined,
): readonly Row[] {
  if (condition === undefined) return rows
  // What a name stands for is found once, and not for every row.
  const readers = new Map<string, RowReader>()
  const readerOf = (name: string) => {
    const known = readers.get(name) ?? resolve(crm, module, name)
    readers.set(name, known)
    return known
  }
  return rows.filter((row) => {
    const read: Reader = (name) => readerOf(name)(row)
    return holds(condition, read)
  })
}

function resolve(crm: Crm, module: Module, name: string): RowReader {
  const [linkName = '', remote] = name.split('.')
  if (remote !== undefined) return behind(crm, module, [linkName, remote])
  if (name === 'email') {
    const values = ({ id }: Row) => crm.addresses.of(id).map((one) => one.email_address ?? null)
    return (row) => ({ type: 'varchar', values: values(row) })
  }
  const type = fieldOf(module, name)?.type ?? 'varchar'
  return (row) => ({ type, values: [row[name] ?? null] })
}

/** The field of every record behind a link. */
function behind(
  crm: Crm,
  module: Module,
  [linkName, remote]: readonly [string, string],
): RowReader {
  const link = linkNamed(module.name, linkName)
  if (link === undefined) return () => ({ type: 'varchar', values: [] })
  const read = resolve(crm, sugarModule(link.module), remote)
  return ({ id }) => {
    const columns = related(crm, link, id).flatMap((one) => {
      const row = crm.rows(link.module).live(one)
      return row === undefined ? [] : read(row)
    })
    return { type: columns[0]?.type ?? 'varchar', values: columns.flatMap((one) => one.values) }
  }
}
