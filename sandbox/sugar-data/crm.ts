import { createRandom, type Random } from '../random.ts'
import { createAddresses, type AddressBook } from './addresses.ts'
import { moduleNames, moduleOf, type Module, type ModuleName } from './modules.ts'
import { createRows, stamp, type Row, type Rows } from './rows.ts'
import { createTies, type Ties } from './ties.ts'

/** The database of the CRM: what is written decides what is read later. */
export interface Crm {
  /** The sandbox's clock, in the database's notation. */
  now(): string
  newId(): string
  random: Random
  rows(module: ModuleName): Rows
  ties: Ties
  addresses: AddressBook
}

/** The administrator, whom the API signs in. */
export const adminId = '1'

/** An empty database; its name decides the ids of what is entered. */
export function createCrm(clock: { now(): number }, name: string): Crm {
  const random = createRandom(name)
  const newId = () => random.uuid()
  const tables = new Map(moduleNames.map((name) => [name, createRows()]))
  const rows = (module: ModuleName) => tables.get(module) as Rows
  return {
    now: () => stamp(clock.now()),
    newId,
    random,
    rows,
    ties: createTies(),
    addresses: createAddresses({ rows: rows('EmailAddresses'), now: clock.now, newId }),
  }
}

/** A record as the server shows it: columns and what it looks up; NULL is an empty text. */
export type Values = Readonly<Record<string, string>>

export function valuesOf(crm: Crm, { name, fields }: Module, row: Row): Values {
  const looked: Record<string, string> = name === 'EmailAddresses' ? {} : lookUp(crm, name, row)
  return Object.fromEntries(
    fields.map((field) => [field.name, looked[field.name] ?? row[field.name] ?? '']),
  )
}

function lookUp(crm: Crm, module: ModuleName, row: Row): Record<string, string> {
  const found: Record<string, string> = {}
  if (row.assigned_user_id) found.assigned_user_name = nameOf(crm, 'Users', row.assigned_user_id)
  if (module === 'ProspectLists') found.entry_count = String(entries(crm, row.id))
  if (!moduleOf(module).mail) return found
  if (module !== 'Accounts') found.name = found.full_name = personName(row)
  if (row.account_id) found.account_name = nameOf(crm, 'Accounts', row.account_id)
  const [first, second] = crm.addresses.of(row.id)
  found.email1 = first?.email_address ?? ''
  found.email2 = second?.email_address ?? ''
  found.email_opt_out = first?.opt_out ?? ''
  found.invalid_email = first?.invalid_email ?? ''
  return found
}

function entries(crm: Crm, listId: string): number {
  const ties = ['contacts', 'leads', 'prospects', 'accounts', 'users']
  const counts = ties.map((one) => crm.ties.of(`prospect_list_${one}`, 'left', listId).length)
  return counts.reduce((sum, one) => sum + one, 0)
}

function nameOf(crm: Crm, module: ModuleName, id: string): string {
  const row = crm.rows(module).live(id)
  if (row === undefined) return ''
  return module === 'Users' ? personName(row) : (row.name ?? '')
}

function personName({ first_name, last_name }: Row): string {
  return [first_name, last_name].filter(Boolean).join(' ')
}

/** The id of a record that is there. */
export function isLive(crm: Crm, module: ModuleName, id: string): boolean {
  return crm.rows(module).live(id) !== undefined
}
