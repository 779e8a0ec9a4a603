import {
  type AccountPart,
  childrenOf,
  elementAt,
  elements,
  FieldRefused,
  type JsonObject,
  readRows,
  type RemoteContact,
  type RemoteList,
  type Vendor,
} from '../../sdk/index.ts'
import { nil, pageNumber, post, resultOf } from './client.ts'
import { addressIn, plain, textIn } from './values.ts'

const SEARCH = 'searchForRecipients'
const GROUPS = 'getGroupsUTC'
const PAGE_ROWS = 1000

/** What a recipient's permission is called here: MagnetMail has fields that are true or false. */
export const UNSUBSCRIBED = 'unsubscribed'
/** Held back by the account, without having left. */
export const SUPPRESSED = 'suppressed'

/** Groups. The answer has no pages; which value of its two limits leaves out none is not said. */
export const lists: AccountPart<RemoteList> = {
  async page(vendor) {
    const limits = { display_status: 0, subscription_groups: 0 }
    const body = await post(vendor, GROUPS, (user_id) => ({ user_id, ...limits }))
    resultOf(GROUPS, body)
    return { body, next: null }
  },
  read: (bytes) => readRows(childrenOf(resultOf(GROUPS, bytes), 'group').map(plain), readGroup),
}

function readGroup(row: JsonObject): RemoteList {
  const id = textIn(row, 'group_id')
  if (!id) throw new FieldRefused('group_id', 'A group without its id.')
  return { id, name: textIn(row, 'group_name'), members: null }
}

/**
 * All recipients. How many there are is not told, and a page may be cut: the end is a page without
 * any. cursor: the number of the page.
 */
export const contacts: AccountPart<RemoteContact> = {
  async page(vendor, cursor) {
    const page = pageNumber(cursor)
    const body = await search(vendor, { page, rows: PAGE_ROWS })
    return { body, next: foundIn(body).length === 0 ? null : String(page + 1) }
  },
  read(bytes) {
    // A recipient may have a fax number alone; such are none of e-mail.
    const rows = foundIn(bytes).filter((row) => row === null || textIn(row, 'email') !== '')
    return readRows(rows, readRecipient)
  },
}

/** Limits that must stand there (WSDL: RecipientSearchCriteria), and are none. */
const NOT_ASKED = [
  ...['unsubscribed', 'fax_send_suppress', 'email_send_suppress', 'email_confirm', 'text_only'],
  ...['suppressed', 'suppressed_start_date', 'suppressed_end_date'],
]

/** Recipients, or those with an address; elements in the order of the WSDL, bits not asked nil. */
export function search(
  vendor: Vendor,
  { page, rows, email }: { page: number; rows: number; email?: string },
): Promise<Uint8Array> {
  return post(vendor, SEARCH, (mail_user_id) => ({
    criteria: [
      ...elements({ pageNo: page, pageSize: rows, mail_user_id, email }),
      ...NOT_ASKED.map(nil),
    ],
  }))
}

/** The recipients of an answer of search, fresh or stored. Pure. */
export function foundIn(body: Uint8Array): (JsonObject | null)[] {
  const recipients = elementAt(resultOf(SEARCH, body), 'recipients')
  return childrenOf(recipients, 'Recipient').map(plain)
}

export function readRecipient(row: JsonObject): RemoteContact {
  const id = textIn(row, 'id')
  if (!id) throw new FieldRefused('id', 'A recipient without an id.')
  return {
    id,
    address: addressIn(row, 'email'),
    firstName: textIn(row, 'first_name'),
    lastName: textIn(row, 'last_name'),
    jobTitle: '',
    company: textIn(row, 'company'),
    permission: permissionOf(row),
    lists: [],
    values: {},
  }
}

export function permissionOf(row: JsonObject): string {
  const is = (field: string) => textIn(row, field).toLowerCase() === 'true'
  if (is('unsubscribed')) return UNSUBSCRIBED
  return is('email_send_suppress') || is('suppressed') ? SUPPRESSED : ''
}
