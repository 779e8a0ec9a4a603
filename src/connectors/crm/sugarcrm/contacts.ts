import {
  type AccountPart,
  asObject,
  FieldRefused,
  type JsonObject,
  type RawPage,
  type ReadPage,
  readJson,
  readRows,
  type RemoteContact,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { LISTS } from '../sugar-model/index.ts'
import { addressIn, ADDRESSES, OPTED_OUT, permissionOf, recordsOf } from './addresses.ts'
import { objectOf, TITLE } from './client.ts'
import { contactsOf, PERSON_MODULES } from './modules.ts'
import { addressesIn } from './people.ts'
import { pageById, pageOfLink, recordsIn } from './records.ts'
import { idIn, safeId, textIn } from './values.ts'

const MODULES = PERSON_MODULES.map(({ id }) => id)

/** Where a page says on which list all of it are. */
const LIST = 'list'

/**
 * Persons by their primary address, to which alone campaigns go: first all of them, then those of
 * each list once more with the list, as a person does not tell on which lists it is. A contact is
 * its address: several persons who share one are one contact, on the lists of all of them.
 */
export const contacts: AccountPart<RemoteContact> = {
  async page(vendor, cursor) {
    const place = placeIn(cursor)
    const { body, next } = await pageAt(vendor, place)
    const after = next === null ? await placeAfter(vendor, place) : { ...place, id: next }
    return { body: await withAddresses(vendor, body, place), next: after && cursorOf(after) }
  },
  read: readContacts,
}

/** Within a module, and a list where it is its members; behind a record. */
interface Place {
  list: string | null
  module: string
  id: string | null
}

function pageAt(vendor: Vendor, { list, module, id }: Place): Promise<RawPage> {
  const listing = contactsOf(module)
  if (list === null) return pageById(vendor, listing, id)
  const path = `${LISTS.module}/${list}/link/${module.toLowerCase()}`
  return pageOfLink(vendor, { path, fields: listing.fields }, id)
}

/** The next module; after the last one the next list, after the last of them nothing. */
async function placeAfter(vendor: Vendor, { list, module }: Place): Promise<Place | null> {
  const following = MODULES[MODULES.indexOf(module) + 1]
  if (following !== undefined) return { list, module: following, id: null }
  const { body } = await pageById(vendor, { module: LISTS.module, fields: ['id'] }, list)
  const [next] = recordsIn(body).map((record) => safeId(asObject(record)?.['id']))
  return next === undefined ? null : { list: next, module: MODULES[0]!, id: null }
}

function cursorOf({ list, module, id }: Place): string {
  return [list ?? '', module, id ?? ''].join(' ')
}

function placeIn(cursor: string | null): Place {
  if (cursor === null) return { list: null, module: MODULES[0]!, id: null }
  const [list = '', module = '', id = ''] = cursor.split(' ')
  if (!MODULES.includes(module)) throw unreadable(TITLE, 'A cursor is none.')
  return { list: list === '' ? null : safeId(list), module, id: id === '' ? null : safeId(id) }
}

/** A person does not tell the records of its addresses: they are kept with the page. */
async function withAddresses(
  vendor: Vendor,
  body: Uint8Array,
  { list }: Place,
): Promise<Uint8Array> {
  const primary = recordsIn(body).flatMap((record) => addressesIn(asObject(record) ?? {})[0] ?? [])
  const held = primary.length === 0 ? [] : await recordsOf(vendor, primary)
  const page = { ...objectOf(readJson(TITLE, body)), [ADDRESSES]: held, [LIST]: list }
  return new TextEncoder().encode(JSON.stringify(page))
}

/** Whoever has no address is a person, and no contact. */
function readContacts(bytes: Uint8Array): ReadPage<RemoteContact> {
  const page = objectOf(readJson(TITLE, bytes))
  const held = heldIn(page[ADDRESSES])
  const lists = typeof page[LIST] === 'string' ? [page[LIST]] : []
  const reachable = recordsIn(bytes).filter((told) => {
    const record = asObject(told)
    return !record || addressesIn(record).length > 0
  })
  return readRows(reachable, (record) => readContact(record, held, lists))
}

/** By address; of several records of one the one that may be written to, as consent has it. */
function heldIn(told: unknown): Map<string, JsonObject> {
  const records = Array.isArray(told) ? told.map((one) => asObject(one) ?? {}) : []
  const held = new Map<string, JsonObject>()
  for (const record of records) {
    const name = textIn(record['email_address']).toLowerCase()
    const isBetter = permissionOf(record) !== OPTED_OUT
    const known = held.get(name)
    if (!known || (isBetter && permissionOf(known) === OPTED_OUT)) held.set(name, record)
  }
  return held
}

function readContact(
  record: JsonObject,
  held: ReadonlyMap<string, JsonObject>,
  lists: string[],
): RemoteContact {
  const address = held.get(addressesIn(record)[0]!.toLowerCase())
  if (!address) throw new FieldRefused('email', 'Nothing is told of the primary address.')
  return {
    id: idIn(address),
    address: addressIn(address),
    firstName: textIn(record['first_name']),
    lastName: textIn(record['last_name']),
    jobTitle: textIn(record['title']),
    company: textIn(record['account_name']),
    permission: permissionOf(address),
    lists,
    values: {},
  }
}
