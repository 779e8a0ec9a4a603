import type { Value } from '../xmlrpc/index.ts'
import { given, paged, struct, text, whole, wholes } from './asked.ts'
import { changeLists, createContact, searchContacts, updateContact } from './contacts.ts'
import { Refused } from './errors.ts'
import { shownContact } from './fields.ts'
import { contactNumbered, listsOf } from './ids.ts'
import type { Method } from './methods.ts'
import { unsubNumbered } from './unsubs.ts'
import type { Vendor } from './vendor.ts'

/** Refuses any other table than the one there is. */
export function checkTable({ keys }: Vendor, id: Value | undefined): void {
  if (String(whole(id, 'table_id')) !== keys.coreTableId) {
    throw new Refused('There is no such core table')
  }
}

/** Puts somebody on a list or takes them off. */
function listing(on: boolean): Method {
  return (vendor, [id, list], now) => {
    const change = { numbers: [whole(list, 'list_id')], on }
    changeLists(vendor, whole(id, 'contact_id'), change, now)
    return 1
  }
}

/** On lists and off unsubscribe lists, or the other way round. */
function subscribing(on: boolean): Method {
  return (vendor, [id, lists, unsubLists], now) => {
    const number = whole(id, 'contact_id')
    const numbers = wholes(lists, 'list_ids')
    const unsubIds = wholes(unsubLists, 'unsub_list_ids')
    for (const one of unsubIds) unsubNumbered(vendor, one)
    const { address } = contactNumbered(vendor.world, number, now)
    changeLists(vendor, number, { numbers, on }, now)
    for (const one of unsubIds) {
      if (on) vendor.unsubs.remove(one, address, now)
      else vendor.unsubs.add(one, address, now)
    }
    return 1
  }
}

export const contactMethods = {
  'contact.create': (vendor, [table, data, dedupe], now) => {
    checkTable(vendor, table)
    const field = given(dedupe)
    const by = field === undefined ? undefined : text(field, 'dedupe_field')
    return createContact(vendor, struct(data, 'contact_data'), by, now)
  },
  'contact.update': (vendor, [id, data], now) => {
    return updateContact(vendor, whole(id, 'contact_id'), struct(data, 'contact_data'), now)
  },
  'contact.get': ({ world }, [id], now) => {
    return shownContact(world, contactNumbered(world, whole(id, 'contact_id'), now))
  },
  // Data tables beside the core table there are none here, so naming them brings nothing more.
  'contact.all': (vendor, [table, , paging], now) => {
    checkTable(vendor, table)
    return paged(searchContacts(vendor, {}, now), paging, vendor.rowsPerPage)
  },
  'contact.search': (vendor, [table, search, , paging], now) => {
    checkTable(vendor, table)
    const found = searchContacts(vendor, struct(search, 'search_args'), now)
    return paged(found, paging, vendor.rowsPerPage)
  },
  'contact.lists': ({ world }, [id], now) => {
    return listsOf(world, contactNumbered(world, whole(id, 'contact_id'), now))
  },
  'contact.addList': listing(true),
  'contact.removeList': listing(false),
  'contact.subscribe': subscribing(true),
  'contact.unsubscribe': subscribing(false),
} satisfies Record<string, Method>
