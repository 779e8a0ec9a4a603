/** The modules that hold people, and by which names their fields go. */
import { type JsonObject, type PeopleModule, unreadable } from '../../sdk/index.ts'
import { TITLE } from './client.ts'
import { crmidIn, isId, textIn } from './values.ts'

export interface Module extends PeopleModule {
  /** The best one first. */
  addresses: readonly string[]
  tags: string
  /** What of an activity names a record of this module. */
  ofActivity: string
}

/** Organizations first. The ids are the words of the functions: get_contact_list. */
export const MODULES: readonly Module[] = [
  {
    id: 'company',
    title: 'Companies',
    holds: 'organizations',
    addresses: ['email1', 'email2'],
    tags: 'account_tags',
    ofActivity: 'accountid',
  },
  {
    id: 'contact',
    title: 'Contacts',
    holds: 'persons',
    addresses: ['email', 'email2'],
    tags: 'contactdetails_tags',
    ofActivity: 'contact_id',
  },
  {
    id: 'lead',
    title: 'Leads',
    holds: 'persons',
    addresses: ['email'],
    tags: 'leaddetails_tags',
    ofActivity: 'parent_id',
  },
]

/** Throws Failure('unreadable') where there is no such module: it stood in a cursor or a page. */
export function moduleOf(id: unknown): Module {
  const module = MODULES.find((one) => one.id === id)
  if (module) return module
  throw unreadable(TITLE, 'It is of no module that holds people.')
}

/**
 * An id that no record of another module has: whether numbers are given out in one row over all
 * modules, nobody says.
 */
export function idOf(module: Module, record: JsonObject): string {
  return `${module.id}-${crmidIn(record)}`
}

/** The number in an id that idOf made for a module; null where it is none. */
export function crmidOf(module: Module, id: string): string | null {
  const crmid = id.startsWith(`${module.id}-`) ? id.slice(module.id.length + 1) : ''
  return isId(crmid) ? crmid : null
}

/** A record by its module and its number, as an activity and a field of it are written. */
export interface Place {
  module: Module
  crmid: string
}

/** Of a record as people() told of it; null where it is none of OpenCRM's. */
export function placeOf(record: { module: string; recordId: string }): Place | null {
  const module = MODULES.find((one) => one.id === record.module)
  const crmid = module === undefined ? null : crmidOf(module, record.recordId)
  return module === undefined || crmid === null ? null : { module, crmid }
}

/** E-mail addresses as they are spelled, each once, the best one first. */
export function addressesOf(module: Module, record: JsonObject): string[] {
  const byName = new Map<string, string>()
  for (const field of module.addresses) {
    const address = textIn(record[field])
    const name = address.toLowerCase()
    if (address !== '' && !byName.has(name)) byName.set(name, address)
  }
  return [...byName.values()]
}
