import { keyIn, text } from './asked.ts'
import type { Column } from './columns.ts'
import type { Row } from './database.ts'
import { inObject } from './dates.ts'
import { children, made, make, objectsOf, type Values } from './elements.ts'
import { wrong } from './errors.ts'
import { joined, objectNamed, objectNames, tablesOf, type FacadeObject } from './objects.ts'
import { tableOf } from './tables.ts'
import type { Operation, Vendor } from './vendor.ts'

/** GetFacadeObjectList: the objects of this site, each by its name, key and description. */
export const facadeObjectList: Operation = () => {
  const rows = objectNames.map((one) => {
    const { name, key, description } = objectNamed(one)
    return { obj_name: name, obj_key: key, obj_description: description }
  })
  return [objectsOf('Object', rows)]
}

/** GetFacadeObject: all columns of one object. */
export const facadeObject: Operation = (vendor, asked) => {
  const object = objectNamed(text(asked, 'szObjectName'))
  const row = rowOf(vendor, object, keyIn(asked, 'szObjectKey'))
  return [objectsOf(object.name, [valuesOf(vendor, object, row)])]
}

/** The row of an object's own table. Throws Refused where there is none. */
export function rowOf({ db }: Vendor, { name, main }: FacadeObject, key: string): Row {
  const row = db.rows(main).find(key)
  if (row === undefined) throw wrong(`There is no ${name} with this key`)
  return row
}

/** All columns of an object, with its dates as the vendor's objects show them. */
export function valuesOf({ db }: Vendor, object: FacadeObject, row: Row): Values {
  const values: Record<string, string | null> = {}
  for (const table of tablesOf(object)) {
    const own = joined(db, object, row, table)
    for (const column of tableOf(table).columns) {
      values[column.name] = shown(column, own?.[column.name] ?? null)
    }
  }
  return values
}

export function shown({ type }: Column, value: string | null): string | null {
  return value !== null && type === 'date' ? inObject(value) : value
}

const sqlTypes = {
  key: 'av_key',
  text: 'nvarchar',
  flag: 'av_flag',
  date: 'av_date',
  int: 'int',
} as const

/** GetQueryDefinition: the tables of an object, how they are joined, and their columns. */
export const queryDefinition: Operation = (_, asked) => {
  const object = objectNamed(text(asked, 'szObjectName'))
  const tables = tablesOf(object).map((table, at) => {
    const join = object.joins[at - 1]
    return made('ListFromTable', {
      lsf_from_table: table,
      lsf_from_alias: null,
      lsf_from_join_type: join === undefined ? null : 'LEFT JOIN',
      lsf_from_join: join === undefined ? null : `${tableOf(table).key}=${join.on}`,
      Columns: tableOf(table).columns.map((column) => columnElement(table, column)),
    })
  })
  return children({
    obj_key: object.key,
    obj_name: object.name,
    obj_description: object.description,
    ListTable: children({
      lst_mdt_name: object.main,
      lst_select_distinct: 0,
      mdt_description: object.description,
      ListFromTables: tables,
    }),
  })
}

function columnElement(table: string, { name, type, description, width }: Column) {
  return make(
    'Column',
    children({
      mdc_name: name,
      mdc_description: description,
      mdc_data_type: sqlTypes[type],
      mdc_ext: 0,
      mdc_nullable: type === 'flag' ? 0 : 1,
      mdc_table_name: table,
      mdc_width_max: width ?? null,
    }),
  )
}
