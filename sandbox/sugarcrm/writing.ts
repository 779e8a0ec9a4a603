import type { Assigned } from '../sugar-data/addresses.ts'
import { fieldOf, type Module } from '../sugar-data/modules.ts'
import type { Row } from '../sugar-data/rows.ts'
import { create, isOn, plain, update, type Given } from '../sugar-data/saving.ts'
import { isObject, type Asked } from './body.ts'
import { SugarFault } from './errors.ts'
import { given } from './moment.ts'
import { syncKeyField } from './modules.ts'
import type { Vendor } from './vendor.ts'

/** Adds a record. Names that the module does not have are passed over, as the server does. */
export function createRecord(vendor: Vendor, module: Module, asked: Asked): Row {
  const { crm, syncKeys } = vendor
  const emails = readEmails(module, asked)
  const id = plain(asked.id)
  if (crm.rows(module.name).find(id) !== undefined) {
    const words = `Record already exists: ${id} in module: ${module.name}`
    throw new SugarFault('invalid_parameter', words)
  }
  mayHaveKey(vendor, module, asked)
  const row = create(crm, module, stored(module, asked), id === '' ? undefined : id)
  if (emails !== undefined) crm.addresses.assign({ module: module.name, id: row.id }, emails)
  syncKeys.note(module.name, row)
  return row
}

/** Writes to a record; an array of addresses takes the place of those it has. */
export function updateRecord(vendor: Vendor, module: Module, row: Row, asked: Asked): void {
  const { crm, syncKeys } = vendor
  const emails = readEmails(module, asked)
  mayHaveKey(vendor, module, asked, row)
  update(crm, module, row, stored(module, asked))
  if (emails !== undefined) crm.addresses.assign({ module: module.name, id: row.id }, emails)
  syncKeys.note(module.name, row)
}

/** A key belongs to one record of a module. */
function mayHaveKey({ syncKeys }: Vendor, module: Module, asked: Asked, row?: Row): void {
  const key = plain(asked[syncKeyField])
  const holder = key === '' ? undefined : syncKeys.find(module.name, key)
  if (holder === undefined || holder === row) return
  throw new SugarFault('invalid_parameter', `The sync key is in use in module: ${module.name}`)
}

/** Written by the server itself. */
const notWritten = ['id', 'deleted', 'date_modified']

/** A person's flags are written with the addresses; an address has its own. */
const notOfPersons = ['email_opt_out', 'invalid_email', 'email']

/** Values as the database keeps them: moments in its notation, and none where there is none. */
function stored(module: Module, asked: Asked): Given {
  const left = module.mail ? [...notWritten, ...notOfPersons] : notWritten
  const entries = Object.entries(asked).filter(([name]) => !left.includes(name))
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const moment = fieldOf(module, name)?.type === 'datetime'
      return [name, moment ? (given(plain(value)) ?? '') : value]
    }),
  )
}

/** The addresses of `email`; a flag that is left out is not set. */
function readEmails(module: Module, { email }: Asked): readonly Assigned[] | undefined {
  if (!module.mail || email === undefined) return undefined
  if (!Array.isArray(email)) throw new SugarFault('invalid_parameter', 'email must be an array.')
  const entries = (email as readonly unknown[]).map((one) => {
    const address = isObject(one) ? plain(one.email_address).trim() : ''
    if (!isObject(one) || !/^\S+@\S+$/.test(address)) {
      throw new SugarFault('invalid_parameter', 'An email address is invalid.')
    }
    const flags = { optOut: isOn(one.opt_out), invalid: isOn(one.invalid_email) }
    return { address, flags, primary: isOn(one.primary_address) }
  })
  // Somebody's first address is the primary one where none is said to be.
  const first = Math.max(
    entries.findIndex((one) => one.primary),
    0,
  )
  return entries.map((one, at) => ({ ...one, primary: at === first }))
}
