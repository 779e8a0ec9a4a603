import { createHash } from 'node:crypto'
import {
  type AccountPart,
  addressProblem,
  cleanText,
  Failure,
  FieldRefused,
  type JsonObject,
  type RawPage,
  readRows,
  type RemoteContact,
  type RemoteList,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import {
  arrayOf,
  getPage,
  offsetOf,
  type OffsetPage,
  parsed,
  pathId,
  placeOf,
  TITLE,
} from './client.ts'
import { UNMAILABLE_LISTS, unmailableLists, type UnmailableList } from './unmailable.ts'

/** A walk over the contacts names every list in its cursor, so there is an end to them. */
const LISTS_MAX = 5_000

const CONTACT_LISTS = { listingtype: 'contact_list' }

export const lists: AccountPart<RemoteList> = {
  async page(vendor, cursor) {
    const { body, next } = await listsFrom(vendor, placeOf(cursor))
    return { body, next }
  },
  read: (bytes) => readRows(arrayOf(parsed(bytes), 'result'), readList),
}

function listsFrom(vendor: Vendor, from: { offset: number; tail?: string }) {
  return getPage(vendor, '/list', { query: CONTACT_LISTS, ...from, rows: 'result' })
}

/** sourceSize is told in digits. */
function readList(row: JsonObject): RemoteList {
  const id = cleanText(row['id'])
  if (!id) throw new FieldRefused('id', 'A list without its id.')
  const size = String(row['sourceSize'] ?? '')
  return {
    id,
    name: cleanText(row['name']) ?? '',
    members: /^\d{1,9}$/.test(size) ? Number(size) : null,
  }
}

/**
 * Act-On keeps a record for each list somebody is on, and none besides; that somebody is written to
 * no more stands in lists of their own. So the contacts are walked list by list, those first.
 * Whoever is on several is told several times, each time with one list.
 */
export const contacts: AccountPart<RemoteContact> = {
  page: contactsPage,
  read(bytes) {
    const body = parsed(bytes)
    if (!('data' in body)) {
      const permission = UNMAILABLE_LISTS[unmailable(body['list']) ?? 'optout']
      return readRows(arrayOf(body, 'result'), (row) => readUnmailable(row, permission))
    }
    const columns = columnsOf(body)
    const records = arrayOf(body, 'data').filter((row) => addressOf(row, columns) !== '')
    return readRows(
      records.map((row) => (Array.isArray(row) ? { ...row } : row)),
      (row) => readRecord(row, columns),
    )
  },
}

/** cursor: the offset in the first of the lists that are left, and their ids. */
async function contactsPage(vendor: Vendor, cursor: string | null): Promise<RawPage> {
  if (cursor === null) {
    return contactsPage(vendor, ['0', ...unmailableLists, ...(await allLists(vendor))].join(' '))
  }
  const [offset = '', id = '', ...rest] = cursor.split(' ')
  const after = rest.length === 0 ? null : ['0', ...rest].join(' ')
  const list = unmailable(id)
  const ask = { offset: offsetOf(offset), rows: list ? 'result' : 'data' }
  try {
    const page = await getPage(vendor, `/list/${pathId(id)}`, ask)
    const body = list ? named(page, list) : page.body
    if (page.nextOffset === null) return { body, next: after }
    return { body, next: [page.nextOffset, id, ...rest].join(' ') }
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'not_found') throw error
    // Deleted since the walk began: nobody is on it any more.
    if (after !== null) return contactsPage(vendor, after)
    return { body: new TextEncoder().encode('{"result":[]}'), next: null }
  }
}

function unmailable(id: unknown): UnmailableList | undefined {
  return unmailableLists.find((one) => one === id)
}

/** The rows of these lists look the same, so each page is kept with the name of its own. */
function named({ answer }: OffsetPage, list: UnmailableList): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ ...answer, list }))
}

/** The ids of all lists of contacts. */
export async function allLists(vendor: Vendor): Promise<string[]> {
  const ids = new Set<string>()
  for (let offset = 0; ;) {
    const page = await listsFrom(vendor, { offset })
    for (const { id } of lists.read(page.body).rows) ids.add(pathId(id))
    if (ids.size > LISTS_MAX) throw unreadable(TITLE, `It has more than ${LISTS_MAX} lists.`)
    if (page.nextOffset === null) return [...ids]
    offset = page.nextOffset
  }
}

/** The list names an address and no record: whoever is on no list besides gets a made-up id. */
function readUnmailable(row: JsonObject, permission: string): RemoteContact {
  const problem = addressProblem(row['email'])
  if (problem) throw new FieldRefused('email', problem)
  const address = row['email'] as string
  const hash = createHash('sha256').update(address.toLowerCase()).digest('hex').slice(0, 16)
  const nothing = { firstName: '', lastName: '', jobTitle: '', company: '' }
  const id = `optout:${hash}`
  return { id, address, ...nothing, permission, lists: [], values: {} }
}

interface Columns {
  list: string
  id: number
  email: number
  firstName: number
  lastName: number
  jobTitle: number
  company: number
}

/** Which of its columns is the address, counted with that of the record's id. */
export function emailColumnOf(body: JsonObject): number {
  const email = body['emailColumn']
  if (!Number.isSafeInteger(email)) throw unreadable(TITLE, 'It is no list.')
  return email as number
}

/** Columns are the account's own; these names are those of the vendor's example. */
function columnsOf(body: JsonObject): Columns {
  const headers = arrayOf(body, 'headers').map((name) => String(name).trim().toLowerCase())
  const list = cleanText(body['listId'])
  if (!list) throw unreadable(TITLE, 'It is no list.')
  return {
    list,
    id: headers.indexOf('_contact_id_'),
    email: emailColumnOf(body),
    firstName: headers.indexOf('first name'),
    lastName: headers.indexOf('last name'),
    jobTitle: headers.indexOf('job title'),
    company: headers.indexOf('company'),
  }
}

/** Contacts without an address are left out; what is no record at all is refused, and told. */
function addressOf(row: unknown, { email }: Columns): unknown {
  return Array.isArray(row) ? (row[email] ?? '') : row
}

function readRecord(row: JsonObject, columns: Columns): RemoteContact {
  const told = (column: number) => cleanText(row[column]) ?? ''
  const id = told(columns.id)
  if (!id) throw new FieldRefused('_contact_id_', 'A contact without its id.')
  const problem = addressProblem(row[columns.email])
  if (problem) throw new FieldRefused('email', problem)
  return {
    id,
    address: told(columns.email),
    firstName: told(columns.firstName),
    lastName: told(columns.lastName),
    jobTitle: told(columns.jobTitle),
    company: told(columns.company),
    permission: '',
    lists: [columns.list],
    values: {},
  }
}
