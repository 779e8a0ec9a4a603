import {
  type AccountPart,
  addressProblem,
  asObject,
  FieldRefused,
  type JsonObject,
  readRows,
  type RemoteContact,
  type RemoteList,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { relation, sql, asKey, asText, firstRows } from '../../../platform/sql/index.ts'
import { ask, engineOf, TITLE } from './client.ts'
import {
  type Page,
  packed,
  pageById,
  ROWS_MAX,
  rowsIn,
  rowsWith,
  unpacked,
  viewIfThere,
} from './pages.ts'
import { addressesIn, organizationIn, organizationsOf, PEOPLE } from './people.ts'
import { idIn, ID_CHARS_MAX, isYes, textIn } from './values.ts'

/** Words of ours: the view has two switches and no word. */
export const OPTED_OUT = 'opted_out'
export const INVALID = 'invalid'
export const OK = 'ok'

/** Memberships of the persons of one page at most; more is no page that could be held. */
const MEMBERSHIPS_MAX = 50_000

/**
 * Of several persons with one address the first that is told decides how the contact stands. Who
 * may be written to is told first: an address is opted out once everybody is who has it.
 */
const PASSES = ['mailable', OPTED_OUT] as const

/** Persons by their first address, with the lists they are on. */
export const contacts: AccountPart<RemoteContact> = {
  async page(vendor, cursor) {
    const { pass, inner } = placeIn(cursor)
    const page = await pageById(vendor, PEOPLE, inner)
    const organizations = await organizationsOf(vendor, page)
    const body = packed({ pass, rows: page.rows, organizations, on: await listsOf(vendor, page) })
    if (page.next !== null) return { body, next: JSON.stringify([pass, page.next]) }
    return { body, next: pass === OPTED_OUT ? null : JSON.stringify([OPTED_OUT, null]) }
  },
  read(bytes) {
    const page = unpacked(bytes)
    const meant = rowsIn(page).filter((record) => isMeant(record, page['pass']))
    return readRows(meant, (record) => readContact(record, page))
  },
}

export const lists: AccountPart<RemoteList> = {
  async page(vendor, cursor) {
    if ((await viewIfThere(vendor, 'lists')) === null)
      return { body: packed({ rows: [] }), next: null }
    const page = await pageById(vendor, 'lists', cursor)
    return {
      body: packed({ rows: page.rows, members: await countsOf(vendor, page) }),
      next: page.next,
    }
  },
  read(bytes) {
    const page = unpacked(bytes)
    return readRows(rowsIn(page), (record) => readList(record, page))
  },
}

function placeIn(cursor: string | null): { pass: string; inner: string | null } {
  const [pass, inner] = cursor === null ? [PASSES[0], null] : (JSON.parse(cursor) as unknown[])
  if (!PASSES.some((one) => one === pass) || !(inner === null || typeof inner === 'string')) {
    throw unreadable(TITLE, 'A cursor is none.')
  }
  return { pass: pass as string, inner }
}

/** Which lists the persons of a page are on, by their ids. */
async function listsOf(vendor: Vendor, { rows }: Page): Promise<Record<string, string[]>> {
  const ids = rows.flatMap(({ id }) => (typeof id === 'string' ? [id] : []))
  if (ids.length === 0 || (await viewIfThere(vendor, 'list_members')) === null) return {}
  const asked = { column: 'person_id', values: ids, rowsMax: MEMBERSHIPS_MAX }
  const found = await rowsWith(vendor, 'list_members', asked)
  if (found.length === MEMBERSHIPS_MAX) {
    throw unreadable(TITLE, `${ROWS_MAX} persons are on more than ${MEMBERSHIPS_MAX} lists.`)
  }
  const on: Record<string, string[]> = Object.create(null) as Record<string, string[]>
  for (const { person_id, list_id } of found) {
    const held = (on[String(person_id)] ??= [])
    if (list_id !== null) held.push(String(list_id))
  }
  return on
}

async function countsOf(vendor: Vendor, { rows }: Page): Promise<Record<string, number>> {
  const ids = rows.flatMap(({ id }) => (typeof id === 'string' ? [id] : []))
  const members = await viewIfThere(vendor, 'list_members')
  if (ids.length === 0 || members === null) return {}
  const engine = engineOf(vendor)
  const list = asText(engine, 'list_id', ID_CHARS_MAX + 1)
  const wanted = sql.join(ids.map((id) => asKey(engine, sql.val(id))))
  const counted = await ask(
    vendor,
    members.name,
    sql`select ${list} as list_id, count(*) as members from ${relation(members)}
      where ${asKey(engine, sql.ref('list_id'))} in (${wanted})
      group by ${list} order by ${list} ${firstRows(engine, ROWS_MAX)}`,
  )
  return Object.fromEntries(counted.map((row) => [row['list_id'], Number(row['members'])]))
}

/** What cannot be told which it is, is refused and shown, once. */
function isMeant(told: unknown, pass: unknown): boolean {
  const record = asObject(told)
  try {
    if (record === null || isYes(record, 'deleted')) return record === null && pass === PASSES[0]
    const isOut = permissionOf(record) === OPTED_OUT
    return addressesIn(record).length > 0 && isOut === (pass === OPTED_OUT)
  } catch (error) {
    if (!(error instanceof FieldRefused)) throw error
    return pass === PASSES[0]
  }
}

/** Whoever opted out is so first, whatever else the address is. Throws FieldRefused. */
export function permissionOf(record: JsonObject): string {
  if (isYes(record, 'opted_out')) return OPTED_OUT
  return isYes(record, 'invalid') ? INVALID : OK
}

function readContact(record: JsonObject, page: JsonObject): RemoteContact {
  const id = idIn(record)
  isYes(record, 'deleted')
  const [address] = addressesIn(record)
  const problem = addressProblem(address)
  if (problem) throw new FieldRefused('email', problem)
  const on = asObject(page['on'])?.[id]
  return {
    id,
    address: address!,
    firstName: textIn(record, 'first_name'),
    lastName: textIn(record, 'last_name'),
    jobTitle: textIn(record, 'job_title'),
    company: organizationIn(record, page)?.name ?? '',
    permission: permissionOf(record),
    lists: Array.isArray(on) ? (on as string[]) : [],
    values: {},
  }
}

/** Lists to which nothing is sent have that as part of their name. */
function readList(record: JsonObject, page: JsonObject): RemoteList {
  const id = idIn(record)
  const name = textIn(record, 'name')
  const kind = textIn(record, 'kind').toLowerCase()
  if (!['', 'include', 'exempt'].includes(kind)) {
    throw new FieldRefused('kind', 'A list is one to include or one to exempt.')
  }
  const members = asObject(page['members'])?.[id]
  return {
    id,
    name: kind === 'exempt' ? `${name} (suppression list)` : name,
    members: typeof members === 'number' ? members : null,
  }
}
