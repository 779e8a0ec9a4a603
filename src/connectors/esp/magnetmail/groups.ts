/** Groups, which are lists here, and who is in them. */
import {
  type AccountPart,
  childrenOf,
  element,
  elementAt,
  elements,
  FieldRefused,
  type JsonObject,
  type RawPage,
  type ReadPage,
  readRows,
  type RemoteContact,
  type RemoteList,
  textOf,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { ask, nil, numericId, pageNumber, post, resultOf, TITLE } from './client.ts'
import { addressIn, plain, textIn } from './values.ts'

const GROUPS = 'getGroupsUTC'
const MEMBERS = 'getGroupRecipients'
/** No limit is documented of either; 2,000 is that of another operation. */
export const PAGE_ROWS = 1000
/** A walk over the contacts names every group in its cursor, so there is an end to them. */
const GROUPS_MAX = 5_000

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

/** The ids of all groups. Throws Failure('unreadable') for more than an account can have here. */
export async function groupIds(vendor: Vendor): Promise<string[]> {
  const { body } = await lists.page(vendor, null)
  const ids = lists.read(body).rows.map(({ id }) => id)
  if (ids.length > GROUPS_MAX) throw unreadable(TITLE, `It has more than ${GROUPS_MAX} groups.`)
  return ids
}

/**
 * A page of those in a group. The answer does not name the group, so it is written behind it as a
 * comment: members are read with it. The end is a page without any, as the vendor may cut one.
 */
export async function membersPage(
  vendor: Vendor,
  groupId: string,
  cursor: string | null,
): Promise<RawPage> {
  const pageNo = pageNumber(cursor)
  const id = numericId(groupId)
  const told = await post(vendor, MEMBERS, () => ({
    ...{ groupId: id, pageNumber: pageNo, pageCount: PAGE_ROWS },
  }))
  const isEnd = membersIn(told).length === 0
  const body = Buffer.concat([told, Buffer.from(`<!-- of group ${id} -->`)])
  return { body, next: isEnd ? null : String(pageNo + 1) }
}

const OF_GROUP = /<!-- of group (\d{1,18}) -->$/

/** The group whose members a page tells; null: it is a page of recipients. Pure. */
export function groupOf(body: Uint8Array): string | null {
  const end = Buffer.from(body.subarray(Math.max(0, body.length - 60))).toString('latin1')
  return OF_GROUP.exec(end)?.[1] ?? null
}

function membersIn(body: Uint8Array): (JsonObject | null)[] {
  const holder = elementAt(resultOf(MEMBERS, body), 'recipients')
  return childrenOf(holder, 'GroupRecipient').map(plain)
}

/** Pure: who is in the group a page names. Those with a fax number alone are none of e-mail. */
export function readMembers(body: Uint8Array): ReadPage<RemoteContact> {
  const group = groupOf(body)
  if (group === null) throw unreadable(TITLE, 'Whose members they are is not told.')
  const rows = membersIn(body).filter((row) => row === null || textIn(row, 'EmailId') !== '')
  return readRows(rows, (row) => readMember(row, group))
}

/** A member has an id and an address; who it is and what may be sent, recipients tell. */
function readMember(row: JsonObject, group: string): RemoteContact {
  const id = textIn(row, 'RecipientId')
  if (!id) throw new FieldRefused('RecipientId', 'A member of a group without an id.')
  return {
    id,
    address: addressIn({ email: row['EmailId'] }, 'EmailId'),
    ...{ firstName: '', lastName: '', jobTitle: '', company: '', permission: '' },
    lists: [group],
    values: {},
  }
}

/** What must stand there of a recipient (WSDL), and says nothing of which one is meant. */
export const UNSAID = [
  ...['unsubscribed', 'fax_send_suppress', 'email_send_suppress', 'email_confirm', 'text_only'],
  ...['suppressed', 'suppressed_date'],
]

/** The ids of the groups a recipient is in. */
export async function groupsOf(vendor: Vendor, recipientId: string): Promise<string[]> {
  const id = numericId(recipientId)
  const found = await ask(vendor, 'getRecipientGroups', () => ({
    recipient: [...elements({ id }), ...UNSAID.map(nil)],
  }))
  return childrenOf(found, 'RecipientGroup').map((row) => numericId(textOf(row, 'Id')))
}

/** The end of subscriptions of recipients: to one group, or to all of them as 0 is taken for. */
export async function unsubscribe(
  vendor: Vendor,
  recipientIds: readonly string[],
  groupId = '0',
): Promise<void> {
  const GroupId = numericId(groupId)
  await ask(vendor, 'unsubscribeRecipients', (UserId) => ({
    unsubscribes: recipientIds.map((id) =>
      element(
        'Unsubscribe',
        elements({ Id: 0, UserId, RecipientId: numericId(id), MessageId: 0, GroupId }),
      ),
    ),
  }))
}
