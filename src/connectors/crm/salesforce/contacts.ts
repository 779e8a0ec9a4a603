import {
  type AccountPart,
  asObject,
  FieldRefused,
  type JsonObject,
  readRows,
  type RemoteContact,
} from '../../sdk/index.ts'
import { contactsOf } from './modules.ts'
import { flaggedShape, pageOfPersons, permissionOf } from './permission.ts'
import { pageById, recordsIn } from './query.ts'
import { addressIn } from './suppressions.ts'
import { idIn, safeId, textIn } from './values.ts'

/** Persons with an address, each with flags and lists of their own, whoever shares the address. */
export const contacts: AccountPart<RemoteContact> = {
  page: (vendor, cursor) =>
    pageOfPersons(cursor, async (module, inner) => {
      await flaggedShape(vendor, module)
      return pageById(vendor, await contactsOf(vendor, module), inner)
    }),
  read: (bytes) => readRows(recordsIn(bytes), readContact),
}

function readContact(record: JsonObject): RemoteContact {
  return {
    id: idIn(record),
    address: addressIn(record),
    firstName: textIn(record['FirstName']),
    lastName: textIn(record['LastName']),
    jobTitle: textIn(record['Title']),
    company: textIn(asObject(record['Account'])?.['Name'] ?? record['Company']),
    permission: permissionOf(record),
    lists: listsIn(record),
    values: {},
  }
}

/** None: Salesforce tells null. More than it tells at once is no answer to count on. */
function listsIn(record: JsonObject): string[] {
  const told = record['CampaignMembers']
  if (told === null || told === undefined) return []
  const { done, records } = asObject(told) ?? {}
  if (done !== true || !Array.isArray(records)) {
    throw new FieldRefused('CampaignMembers', 'Not all lists of the person are told.')
  }
  return [...new Set(records.map((one) => safeId(asObject(one)?.['CampaignId'])))]
}
