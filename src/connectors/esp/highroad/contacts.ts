import {
  type AccountPart,
  addressProblem,
  asObject,
  cleanText,
  FieldRefused,
  type JsonObject,
  type RawPage,
  readJson,
  type ReadPage,
  readRows,
  type RemoteContact,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import {
  call,
  cursorAfter,
  idOf,
  idsIn,
  numberOf,
  placeOf,
  rowsIn,
  textIn,
  TITLE,
} from './client.ts'
import { settingsOf } from './settings.ts'
import { allUnsubLists, unsubListsOf } from './unsub-lists.ts'

/** Of each contact is asked where it is, so a page is a call for each of them and more. */
export const PAGE_ROWS = 25

/** What a contact's permission is called here: the vendor has a place on unsub lists for it. */
export const UNSUBSCRIBED = 'unsubscribed'

/**
 * The contacts of the core table, with the lists they are on and whether they are on every unsub
 * list: neither stands in a row, so both are asked of each, and a page is stored with the answers.
 */
export const contacts: AccountPart<RemoteContact> = {
  page: (vendor, cursor) => pageOf(vendor, null, cursor),
  read: readContacts,
}

/**
 * Who of the core table is on a list; read as contacts are. No call tells that, so all contacts are
 * walked and each is asked for its lists.
 */
export function membersPage(
  vendor: Vendor,
  listId: string,
  cursor: string | null,
): Promise<RawPage> {
  return pageOf(vendor, listId, cursor)
}

/** listId: nobody else is on the page; null: everybody is. */
async function pageOf(
  vendor: Vendor,
  listId: string | null,
  cursor: string | null,
): Promise<RawPage> {
  const { rows, next } = await rowsAt(vendor, cursor)
  const told: JsonObject[] = []
  let unsubLists: string[] | null = null
  for (const contact of rows.filter(hasAddress)) {
    const lists = await listsOf(vendor, contact)
    if (listId !== null && !lists.includes(listId)) continue
    unsubLists ??= await allUnsubLists(vendor)
    const on = new Set(await unsubListsOf(vendor, textIn(contact, 'email')))
    told.push({ contact, lists, isOut: unsubLists.every((id) => on.has(id)) })
  }
  return { body: new TextEncoder().encode(JSON.stringify({ contacts: told })), next }
}

async function rowsAt(vendor: Vendor, cursor: string | null) {
  const place = placeOf(cursor)
  const table = numberOf(settingsOf(vendor.settings).coreTableId)
  const paging = { page: place.page, page_size: PAGE_ROWS }
  const rows = rowsIn(await call(vendor, 'contact.all', table, [], paging))
  return { rows, next: cursorAfter(place, rows) }
}

/** A contact may have a number for text messages alone; such are none of e-mail. */
function hasAddress(contact: JsonObject): boolean {
  return textIn(contact, 'email') !== ''
}

async function listsOf(vendor: Vendor, contact: JsonObject): Promise<string[]> {
  const id = idOf(contact['id'])
  if (id === null) throw unreadable(TITLE, 'A contact has no id.')
  return idsIn(await call(vendor, 'contact.lists', Number(id)))
}

/** Pure. */
export function readContacts(bytes: Uint8Array): ReadPage<RemoteContact> {
  const told = asObject(readJson(TITLE, bytes))?.['contacts']
  if (!Array.isArray(told)) throw unreadable(TITLE, 'It is no page of contacts.')
  return readRows(told, readContact)
}

/** Fields are the account's own: these three names stand in public clients. */
function readContact(told: JsonObject): RemoteContact {
  const contact = asObject(told['contact']) ?? {}
  const { id, email, first_name: first, last_name: last, ...others } = contact
  const problem = addressProblem(email)
  if (problem) throw new FieldRefused('contact.email', problem)
  return {
    id: idOf(id)!,
    address: email as string,
    firstName: cleanText(first) ?? '',
    lastName: cleanText(last) ?? '',
    jobTitle: '',
    company: '',
    permission: told['isOut'] === true ? UNSUBSCRIBED : '',
    lists: told['lists'] as string[],
    values: valuesOf(others),
  }
}

function valuesOf(others: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(others).flatMap(([name, value]) => {
      const text = cleanText(typeof value === 'number' ? String(value) : value)
      return text === null ? [] : [[name, text]]
    }),
  )
}
