import { type AccountPart, type JsonObject, readRows, type RemoteList } from '../../sdk/index.ts'
import { type Listing, pageById, recordsIn } from './query.ts'
import { idIn, textIn } from './values.ts'

/**
 * Salesforce has no lists of people: its users gather them in campaigns. One that is active is a
 * list; those that Homing tells of are over when they are made, and come home as no list.
 */
const LISTS: Listing = {
  object: 'Campaign',
  fields: ['Id', 'Name', 'NumberOfContacts', 'NumberOfLeads'],
  where: 'IsActive = true',
}

/** Who is on one is told with each person. */
export const lists: AccountPart<RemoteList> = {
  page: (vendor, cursor) => pageById(vendor, LISTS, cursor),
  read: (bytes) => readRows(recordsIn(bytes), readList),
}

function readList(record: JsonObject): RemoteList {
  const [contacts, leads] = [record['NumberOfContacts'], record['NumberOfLeads']]
  const isTold = Number.isSafeInteger(contacts) && Number.isSafeInteger(leads)
  return {
    id: idIn(record),
    name: textIn(record['Name']),
    members: isTold ? (contacts as number) + (leads as number) : null,
  }
}
