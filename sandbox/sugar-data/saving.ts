import { flag } from './addresses.ts'
import { adminId, type Crm } from './crm.ts'
import type { Field } from './field.ts'
import { fieldOf, type Module } from './modules.ts'
import type { Row } from './rows.ts'

/** Attributes as they come from outside, by name. */
export type Given = Readonly<Record<string, unknown>>

/** Adds a record; the id must be free. Names that the module does not have are passed over. */
export function create(crm: Crm, module: Module, given: Given, id = crm.newId()): Row {
  const first: Readonly<Record<string, string>> = {
    id,
    date_entered: crm.now(),
    date_created: crm.now(),
    created_by: adminId,
    assigned_user_id: adminId,
  }
  const row: Row = { id }
  for (const { name, default: usual } of module.fields) row[name] = first[name] ?? usual ?? null
  write(crm, module, row, given)
  crm.rows(module.name).add(row)
  noteAddress(crm, module, row)
  giveAddresses(crm, module, row, given)
  return row
}

/**
 * Writes to a record. A person who has addresses keeps them and their flags, whatever is given: the
 * server takes the flags of the addresses it has read, not those of the request.
 */
export function update(crm: Crm, module: Module, row: Row, given: Given): void {
  write(crm, module, row, given)
  noteAddress(crm, module, row)
  if (crm.addresses.of(row.id).length === 0) giveAddresses(crm, module, row, given)
  if (row.deleted === '1') remove(crm, module, row)
}

/** Marks a record as deleted; it belongs to nothing any more. */
export function remove(crm: Crm, { name }: Module, row: Row): void {
  row.deleted = '1'
  row.date_modified = crm.now()
  crm.ties.drop(row.id)
  if (name !== 'EmailAddresses') crm.addresses.drop(row.id)
}

function write(crm: Crm, module: Module, row: Row, given: Given): void {
  const stamped = { date_modified: crm.now(), modified_user_id: adminId }
  for (const [name, value] of Object.entries(stamped)) {
    if (fieldOf(module, name) !== undefined) row[name] = value
  }
  for (const [name, value] of Object.entries(given)) {
    const field = fieldOf(module, name)
    if (field === undefined || name === 'id') continue
    // A contact's company is kept with it, though its table has no column for that.
    if (field.computed !== true || name === 'account_id') row[name] = stored(field, value)
  }
}

function noteAddress(crm: Crm, { name }: Module, row: Row): void {
  if (name !== 'EmailAddresses') return
  row.email_address_caps = (row.email_address ?? '').toUpperCase()
  crm.addresses.note(row)
}

function giveAddresses(crm: Crm, { name, mail }: Module, row: Row, given: Given): void {
  if (!mail) return
  const addresses = [given.email1, given.email2].map((one) => plain(one).trim()).filter(Boolean)
  const flags = { optOut: isOn(given.email_opt_out), invalid: isOn(given.invalid_email) }
  crm.addresses.give({ module: name, id: row.id }, addresses, flags)
}

/** A value as the database keeps it: what it cannot keep is NULL or cut, without a word. */
export function stored({ type, length }: Field, value: unknown): string | null {
  const given = plain(value)
  switch (type) {
    case 'bool':
      return flag(isOn(value))
    case 'int':
      return given === '' ? null : String(Math.trunc(Number(given)) || 0)
    case 'datetime':
      return isMoment(given) ? given : null
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(given) && isDay(given) ? given : null
    default:
      return length === undefined ? given : [...given].slice(0, length).join('')
  }
}

function isMoment(given: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(given)) return false
  return isDay(given.slice(0, 10))
}

function isDay(given: string): boolean {
  const at = Date.parse(`${given}T00:00:00Z`)
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(given)
}

const off: readonly string[] = ['', '0', 'false', 'off', 'no']

export function isOn(value: unknown): boolean {
  return !off.includes(plain(value).toLowerCase())
}

export function plain(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
