import {
  type AccountPart,
  asObject,
  cleanText,
  Failure,
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
import { allPages, arrayOf, getPage, idOf, pathId, TITLE } from './client.ts'
import { lists } from './groups.ts'
import { addressIn, FIRST_NAME, LAST_NAME, stateOf } from './members.ts'

/** A walk over the contacts names every group in its cursor, so there is an end to them. */
const GROUPS_MAX = 5_000

/** Stands for the walk over all members among the groups, and for a first page among cursors. */
const ALL = 'all'
const FIRST = 'first'

/**
 * Members do not tell which groups they are in. So all of them are walked, and then the members of
 * each group: whoever is in several is told again with each.
 */
export const contacts: AccountPart<RemoteContact> = { page: contactsPage, read: readMembers }

/** cursor: that of a page of the first of the walks that are left, and what they walk. */
async function contactsPage(vendor: Vendor, cursor: string | null): Promise<RawPage> {
  if (cursor === null) {
    return contactsPage(vendor, [FIRST, ALL, ...(await allGroups(vendor))].join(' '))
  }
  const [place = '', walked = '', ...rest] = cursor.split(' ')
  const after = rest.length === 0 ? null : [FIRST, ...rest].join(' ')
  const inner = place === FIRST ? null : place
  try {
    const { body, next } = await walkedPage(vendor, walked, inner)
    return { body, next: next === null ? after : [next, walked, ...rest].join(' ') }
  } catch (error) {
    if (walked === ALL || !(error instanceof Failure) || error.kind !== 'not_found') throw error
    // Deleted since the walk began: nobody is in it any more.
    return after === null ? { body: bytesOf('[]'), next: null } : contactsPage(vendor, after)
  }
}

async function walkedPage(vendor: Vendor, walked: string, cursor: string | null): Promise<RawPage> {
  if (walked !== ALL) return groupPage(vendor, walked, cursor)
  const { body, next } = await getPage(vendor, '/members', { cursor })
  return { body, next }
}

/** A page of a group's members, with the group beside it: readMembers knows where they are. */
export async function groupPage(
  vendor: Vendor,
  group: string,
  cursor: string | null,
): Promise<RawPage> {
  const { body, next } = await getPage(vendor, `/groups/${pathId(group)}/members`, { cursor })
  const parts = [bytesOf(`{"group":"${pathId(group)}","members":`), body, bytesOf('}')]
  return { body: Buffer.concat(parts), next }
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text)
}

async function allGroups(vendor: Vendor): Promise<string[]> {
  const ids = new Set<string>()
  for await (const { body } of allPages(vendor, '/groups')) {
    for (const { id } of lists.read(body).rows) ids.add(id)
    if (ids.size > GROUPS_MAX) throw unreadable(TITLE, `It has more than ${GROUPS_MAX} groups.`)
  }
  return [...ids]
}

/** Pure: a page of all members, or of a group's. */
export function readMembers(bytes: Uint8Array): ReadPage<RemoteContact> {
  const told = readJson(TITLE, bytes)
  const page = asObject(told)
  const group = page && idOf(page['group'])
  const groups = group === null ? [] : [group]
  return readRows(arrayOf(page ? page['members'] : told), (row) => readContact(row, groups))
}

function readContact(member: JsonObject, groups: string[]): RemoteContact {
  const id = idOf(member['member_id'])
  if (id === null) throw new FieldRefused('member_id', 'A member without its id.')
  const { [FIRST_NAME]: first, [LAST_NAME]: last, ...others } = asObject(member['fields']) ?? {}
  return {
    id,
    address: addressIn(member),
    firstName: cleanText(first) ?? '',
    lastName: cleanText(last) ?? '',
    // No field of these is documented: what the account calls so is among the values.
    jobTitle: '',
    company: '',
    permission: stateOf(member),
    lists: groups,
    values: valuesOf(others),
  }
}

/** By shortcut_name; several choices of one field have no value of their own. */
function valuesOf(fields: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const text = cleanText(typeof value === 'number' ? String(value) : value)
      return text === null ? [] : [[name, text]]
    }),
  )
}
