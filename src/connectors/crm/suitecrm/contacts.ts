import {
  type AccountPart,
  asObject,
  FieldRefused,
  type JsonObject,
  type ReadPage,
  readRows,
  type RemoteContact,
  unreadable,
} from '../../sdk/index.ts'
import { addressIn, permissionOf } from './addresses.ts'
import { TITLE } from './client.ts'
import { linkedIn, pageById, recordsIn } from './entry-list.ts'
import { contactsOf, PERSON_MODULES } from './modules.ts'
import { idIn, safeId, textIn } from './values.ts'

const MODULES = PERSON_MODULES.map(({ id }) => id)

/**
 * Persons by their primary address, to which alone SuiteCRM sends campaigns. A contact is its
 * address: several persons who share one are one contact, on the lists of all of them, as what
 * holds of an address holds of each.
 */
export const contacts: AccountPart<RemoteContact> = {
  async page(vendor, cursor) {
    const [module, inner] = cursor === null ? [MODULES[0]!, null] : placeIn(cursor)
    const { body, next } = await pageById(vendor, contactsOf(module), inner)
    if (next !== null) return { body, next: `${module} ${next}` }
    const after = MODULES[MODULES.indexOf(module) + 1]
    return { body, next: after ?? null }
  },
  read: (bytes) => readContacts(recordsIn(bytes)),
}

/** The module that is walked, and the last id of the page before; the module alone at its start. */
function placeIn(cursor: string): [string, string | null] {
  const [module = '', id] = cursor.split(' ')
  if (!MODULES.includes(module)) throw unreadable(TITLE, 'A cursor is none.')
  return [module, id === undefined ? null : safeId(id)]
}

/** Whoever has no address is a person, and no contact. */
function readContacts(records: readonly unknown[]): ReadPage<RemoteContact> {
  const reachable = records.filter((record) => textIn((asObject(record) ?? {})['email1']) !== '')
  return readRows(reachable, readContact)
}

function readContact(record: JsonObject): RemoteContact {
  const primary = textIn(record['email1']).toLowerCase()
  const address = linkedIn(record, 'email_addresses').find(
    (one) => textIn(one['email_address']).toLowerCase() === primary,
  )
  if (!address) throw new FieldRefused('email1', 'Nothing is told of the primary address.')
  return {
    id: idIn(address),
    address: addressIn(address),
    firstName: textIn(record['first_name']),
    lastName: textIn(record['last_name']),
    jobTitle: textIn(record['title']),
    company: textIn(record['account_name']),
    permission: permissionOf(address),
    lists: linkedIn(record, 'prospect_lists').map(idIn),
    values: {},
  }
}
