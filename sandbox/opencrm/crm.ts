import type { Field } from './fields.ts'
import { createInstallation, type Installation } from './installation.ts'
import { moduleNames, type Module, type ModuleName } from './modules.ts'
import { createTable, type Row, type Table } from './table.ts'

/** The database of the CRM: what is written decides what is read later. */
export interface Crm {
  table(module: ModuleName): Table
  /** The number of a record that is about to be made. */
  nextId(module: ModuleName): string
  installation: Installation
}

/** 2026-03-31 */
const DAY_CHARS = 10

/** All records but users are numbered in one row. */
const firstRecord = 1001

export function createCrm(): Crm {
  const tables = new Map(moduleNames.map((name) => [name, createTable()]))
  let record = firstRecord - 1
  let user = 0
  return {
    table: (module) => tables.get(module) as Table,
    nextId: (module) => String(module === 'user' ? (user += 1) : (record += 1)),
    installation: createInstallation(),
  }
}

/** What is written: texts under whatever names somebody chose. */
export type Given = Readonly<Record<string, string | undefined>>

/** Makes a record. Nothing is mandatory, nothing is checked, and there may be another like it. */
export function create(crm: Crm, module: Module, given: Given): Row {
  const initial = fieldsOf(crm, module).map(({ name, initial: value = '' }) => [name, value])
  const values = { ...Object.fromEntries(initial), ...known(crm, module, given) }
  const row: Row = { id: crm.nextId(module.name), values: values as Record<string, string> }
  crm.table(module.name).add(row)
  return row
}

/** Changes what is given, a blank one too; what the module does not know is passed over. */
export function update(crm: Crm, module: Module, row: Row, given: Given): void {
  crm.table(module.name).change(row, known(crm, module, given))
}

/** The fields a module has in this installation. */
export function fieldsOf({ installation }: Crm, { name, fields }: Module): readonly Field[] {
  if (name !== 'contact' || installation.contactsBounce) return fields
  return fields.filter((field) => !field.name.startsWith('email_bounce'))
}

function known(crm: Crm, module: Module, given: Given): Record<string, string> {
  const found = fieldsOf(crm, module).flatMap(({ name, also = [] }) => {
    const under = [name, ...also].find((one) => given[one] !== undefined)
    if (under === undefined || crm.installation.calculated.includes(name)) return []
    const text = given[under] as string
    return [[name, crm.installation.days.includes(name) ? text.slice(0, DAY_CHARS) : text]]
  })
  return Object.fromEntries(found) as Record<string, string>
}

/** Whether a switch is on. */
export function isOn(value: string | undefined): boolean {
  return value === '1'
}
