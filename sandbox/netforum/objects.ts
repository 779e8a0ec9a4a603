import { columnIn, tableOf, type TableName } from './tables.ts'
import type { Column } from './columns.ts'
import type { Database, Row } from './database.ts'
import { wrong } from './errors.ts'

/** A facade object: a table, and those that are joined to its rows. */
export interface FacadeObject {
  name: ObjectName
  description: string
  key: string
  main: TableName
  joins: readonly Join[]
  /** What a query without columns answers, behind the key. */
  listed: readonly string[]
}

/** Joins the one row of a table whose key stands in a column known before. */
interface Join {
  table: TableName
  on: string
}

const person = 'cst_id ind_first_name ind_last_name ixo_title cst_org_name_dn eml_address adr_city'
const company = 'cst_id org_name org_ogt_code eml_address adr_city adr_country'
const activity = 'cma_cst_key cma_activity_code cma_activity_date cma_eml_address'

const ofCustomers: readonly Join[] = [
  { table: 'co_email', on: 'cst_eml_key' },
  { table: 'co_address', on: 'cst_cxa_key' },
  { table: 'co_phone', on: 'cst_cph_key' },
]

const defined = {
  Individual: {
    description: 'Individual',
    main: 'co_individual',
    joins: [
      { table: 'co_customer', on: 'ind_cst_key' },
      ...ofCustomers,
      { table: 'co_individual_x_organization', on: 'cst_ixo_key' },
    ],
    listed: person.split(' '),
  },
  Organization: {
    description: 'Organization',
    main: 'co_organization',
    joins: [{ table: 'co_customer', on: 'org_cst_key' }, ...ofCustomers],
    listed: company.split(' '),
  },
  IndividualEmail: {
    description: 'Individual Email',
    main: 'co_email',
    joins: [
      { table: 'co_customer', on: 'eml_cst_key' },
      { table: 'co_individual', on: 'eml_cst_key' },
    ],
    listed: ['eml_address', 'eml_type', 'eml_primary'],
  },
  CustomerMessagingActivity: {
    description: 'Customer Messaging Activity',
    main: 'co_customer_messaging_activity',
    joins: [
      { table: 'co_customer', on: 'cma_cst_key' },
      { table: 'co_email', on: 'cma_eml_key' },
    ],
    listed: activity.split(' '),
  },
} as const satisfies Record<string, Omit<FacadeObject, 'name' | 'key'>>

export type ObjectName = keyof typeof defined

export const objectNames = Object.keys(defined) as readonly ObjectName[]

/** An object by its name, whose case does not matter; keys are those of this site. */
export function objectNamed(name: string): FacadeObject {
  const known = objectNames.find((one) => one.toLowerCase() === name.trim().toLowerCase())
  if (known === undefined) throw wrong(`There is no object ${name}`)
  const one = defined[known]
  const at = String(objectNames.indexOf(known) + 1).padStart(12, '0')
  return { name: known, key: `0b5e27a4-6d1c-4c1e-9d50-${at}`, ...one }
}

export function tablesOf({ main, joins }: FacadeObject): readonly TableName[] {
  return [main, ...joins.map((one) => one.table)]
}

/** A column of an object's tables, bare or with its table's name. */
export function columnOf(object: FacadeObject, given: string): Column & { table: TableName } {
  const [table, name = table ?? ''] = given.trim().toLowerCase().split('.')
  for (const one of tablesOf(object)) {
    if (table !== name && table !== one) continue
    const column = columnIn(tableOf(one), name)
    if (column !== undefined) return { ...column, table: one }
  }
  throw wrong(`Invalid column name '${given.trim()}'.`)
}

/** The row of one of the object's tables that belongs to a row of its own table. */
export function joined(
  db: Database,
  object: FacadeObject,
  row: Row,
  table: TableName,
): Row | undefined {
  if (table === object.main) return row
  const join = object.joins.find((one) => one.table === table)
  if (join === undefined) return undefined
  const source = tablesOf(object).find((one) => join.on.startsWith(`${tableOf(one).prefix}_`))
  if (source === undefined) throw new Error(`No table of ${object.name} has ${join.on}`)
  return db.rows(table).find(joined(db, object, row, source)?.[join.on])
}
