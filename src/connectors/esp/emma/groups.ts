import {
  type AccountPart,
  asObject,
  cleanText,
  count,
  FieldRefused,
  type JsonObject,
  readRows,
  type RemoteContact,
  type RemoteList,
} from '../../sdk/index.ts'
import { getPage, idOf, rowsIn } from './client.ts'
import { addressIn, FIRST_NAME, LAST_NAME, stateOf } from './members.ts'

/** A group is a list; active_count says how many of it are mailed. */
export const lists: AccountPart<RemoteList> = {
  async page(vendor, cursor) {
    const { body, next } = await getPage(vendor, '/groups', { cursor })
    return { body, next }
  },
  read: (bytes) => readRows(rowsIn(bytes), readGroup),
}

function readGroup(group: JsonObject): RemoteList {
  const id = idOf(group['member_group_id'])
  if (id === null) throw new FieldRefused('member_group_id', 'A group without its id.')
  return {
    id,
    name: cleanText(group['group_name']) ?? '',
    members: count(group['active_count']) ?? null,
  }
}

/** Members, whatever their state. Which groups somebody is in is not told among them. */
export const contacts: AccountPart<RemoteContact> = {
  async page(vendor, cursor) {
    const { body, next } = await getPage(vendor, '/members', { cursor })
    return { body, next }
  },
  read: (bytes) => readRows(rowsIn(bytes), readContact),
}

function readContact(member: JsonObject): RemoteContact {
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
    lists: [],
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
