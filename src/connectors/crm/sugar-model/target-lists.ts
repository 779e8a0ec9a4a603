import { type AccountPart, type JsonObject, readRows, type RemoteList } from '../../sdk/index.ts'

/** Target lists, as a listing of records asks for them. */
export const LISTS = {
  module: 'ProspectLists',
  fields: ['id', 'name', 'list_type', 'entry_count'],
}

/** Kinds of a list to which nothing is sent, or not in earnest; what it is, as part of its name. */
export const SENT_TO_NOBODY: Readonly<Record<string, string>> = {
  exempt: 'suppression list',
  exempt_address: 'suppression list, by address',
  exempt_domain: 'suppression list, by domain',
  seed: 'seed list',
  test: 'test list',
}

/** How one of the two asks for records by pages, and spells single values. */
export interface Records {
  page: AccountPart<RemoteList>['page']
  recordsIn(body: Uint8Array): unknown[]
  idIn(record: JsonObject): string
  textIn(value: unknown): string
}

/** Target lists. Who is on one is told with each person; users and accounts on one are not read. */
export function targetLists({ page, recordsIn, idIn, textIn }: Records): AccountPart<RemoteList> {
  const readList = (record: JsonObject): RemoteList => {
    const name = textIn(record['name'])
    const kind = SENT_TO_NOBODY[textIn(record['list_type'])]
    return {
      id: idIn(record),
      name: kind === undefined ? name : `${name} (${kind})`,
      members: countIn(record['entry_count']),
    }
  }
  return { page, read: (bytes) => readRows(recordsIn(bytes), readList) }
}

function countIn(value: unknown): number | null {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : null
}
