import { type AccountPart, type JsonObject, readRows, type RemoteContact } from '../../sdk/index.ts'
import { addresses, addressIn, permissionOf } from './addresses.ts'
import { pageByKey, type Query, rowsIn } from './query.ts'
import { keyIn, textIn } from './values.ts'

/** Campaigns go to the primary address of a person who lives. */
const WRITTEN_TO: Query = {
  ...addresses,
  columns: [
    ...addresses.columns,
    'ind_first_name',
    'ind_last_name',
    'cst_org_name_dn',
    'cst_ixo_title_dn',
  ],
  where: [
    'eml_primary = 1',
    'eml_delete_flag = 0',
    'cst_delete_flag = 0',
    'ind_delete_flag = 0',
    'ind_deceased_flag = 0',
  ],
}

/** Who is found by a saved query is not told with a contact (README.md, "Lists"). */
export const contacts: AccountPart<RemoteContact> = {
  page: (vendor, cursor) => pageByKey(vendor, WRITTEN_TO, cursor),
  read: (bytes) => readRows(rowsIn(bytes), readContact),
}

function readContact(row: JsonObject): RemoteContact {
  return {
    id: keyIn(row, 'eml_key'),
    address: addressIn(row),
    firstName: textIn(row['ind_first_name']),
    lastName: textIn(row['ind_last_name']),
    jobTitle: textIn(row['cst_ixo_title_dn']),
    company: textIn(row['cst_org_name_dn']),
    permission: permissionOf(row),
    lists: [],
    values: {},
  }
}
