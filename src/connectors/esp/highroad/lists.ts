import {
  type AccountPart,
  FieldRefused,
  type JsonObject,
  readRows,
  type RemoteList,
} from '../../sdk/index.ts'
import { cursorAfter, idOf, numberOf, placeOf, post, resultOf, rowsIn, textIn } from './client.ts'
import { settingsOf } from './settings.ts'

/** As a public client asks for at once. */
const PAGE_ROWS = 250

/** The lists of the workspace whose contacts are those of the core table. */
export const lists: AccountPart<RemoteList> = {
  async page(vendor, cursor) {
    const { workspaceId, coreTableId } = settingsOf(vendor.settings)
    const place = placeOf(cursor)
    const of = { workspace_id: numberOf(workspaceId), table_id: numberOf(coreTableId) }
    const paging = { page: place.page, page_size: PAGE_ROWS }
    const body = await post(vendor, 'list.search', of, paging)
    return { body, next: cursorAfter(place, rowsIn(resultOf(body))) }
  },
  read: (bytes) => readRows(rowsIn(resultOf(bytes)), readList),
}

function readList(row: JsonObject): RemoteList {
  const id = idOf(row['id'])
  if (id === null) throw new FieldRefused('id', 'A list without its id.')
  return { id, name: textIn(row, 'name'), members: null }
}
