import { valuesOf, type Crm } from '../../sugar-data/crm.ts'
import { linkNamed } from '../../sugar-data/links.ts'
import { moduleOf, type Module } from '../../sugar-data/modules.ts'
import { related } from '../../sugar-data/relating.ts'
import type { Row } from '../../sugar-data/rows.ts'
import type { linksIn } from './arguments.ts'

export type NameValue = Readonly<{ name: string; value: string }>
export type NameValues = Readonly<Record<string, NameValue>>

/** Some of a record's values, or all of them; moments keep their seconds here. */
export function shown(
  crm: Crm,
  module: Module,
  row: Row,
  fields: readonly string[] = [],
): NameValues {
  const values = valuesOf(crm, module, row)
  const names = fields.length === 0 ? Object.keys(values) : fields
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = values[name]
      return value === undefined ? [] : [[name, { name, value }] as const]
    }),
  )
}

export interface LinkedRecords {
  name: string
  records: readonly NameValues[]
}

/** What is behind the links of a record. A link that leads to nothing is not in it. */
export function linkedRecords(
  crm: Crm,
  module: Module,
  id: string,
  asked: ReturnType<typeof linksIn>,
): readonly LinkedRecords[] {
  return asked.flatMap(({ name, fields }): readonly LinkedRecords[] => {
    const link = linkNamed(module.name, name)
    // One that does not exist is there, without records.
    if (link === undefined) return [{ name, records: [] }]
    const other = moduleOf(link.module)
    const rows = related(crm, link, id).flatMap((one) => crm.rows(link.module).live(one) ?? [])
    const records = rows.map((row) => shown(crm, other, row, fields))
    return records.length === 0 ? [] : [{ name, records }]
  })
}

/** The linked records of one entry as lists of entries have them. */
export function linkList(found: readonly LinkedRecords[]) {
  return {
    link_list: found.map(({ name, records }) => ({
      name,
      records: records.map((one) => ({ link_value: one })),
    })),
  }
}
