import {
  type AccountPart,
  cleanText,
  count,
  FieldRefused,
  type JsonObject,
  readRows,
  type RemoteList,
} from '../../sdk/index.ts'
import { getPage, idOf, rowsIn } from './client.ts'

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
