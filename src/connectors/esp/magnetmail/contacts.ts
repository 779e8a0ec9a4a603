import type { AccountPart, Dialling, RawPage, RemoteContact, Vendor } from '../../sdk/index.ts'
import { readRows, unreadable } from '../../sdk/index.ts'
import { pageNumber, TITLE } from './client.ts'
import { groupIds, groupOf, membersPage, PAGE_ROWS, readMembers } from './groups.ts'
import { foundIn, readRecipient, search } from './recipients.ts'
import { textIn } from './values.ts'

/**
 * Recipients do not tell which groups they are in. So all of them are walked, and then the members
 * of each group: whoever is in several is told again with each.
 */
export function contactsOf(dialling?: Dialling): AccountPart<RemoteContact> {
  return { page: contactsPage, read: (bytes) => readContacts(bytes, dialling) }
}

/** cursor: the number of a page, and the groups that are left where it is one of the first's. */
async function contactsPage(vendor: Vendor, cursor: string | null): Promise<RawPage> {
  const [number = '1', left] = (cursor ?? '1').split(' ')
  if (left !== undefined) return ofGroup(vendor, number, left.split(','))
  const page = pageNumber(number)
  const body = await search(vendor, { page, rows: PAGE_ROWS })
  // How many there are is not told, and a page may be cut: the end is a page without any.
  if (foundIn(body).length > 0) return { body, next: String(page + 1) }
  return { body, next: firstOf(await groupIds(vendor)) }
}

async function ofGroup(vendor: Vendor, number: string, groups: string[]): Promise<RawPage> {
  const [group, ...others] = groups
  if (group === undefined) throw unreadable(TITLE, 'A cursor of its is none.')
  const { body, next } = await membersPage(vendor, group, number)
  return { body, next: next === null ? firstOf(others) : `${next} ${groups.join(',')}` }
}

function firstOf(groups: readonly string[]): string | null {
  return groups.length === 0 ? null : `1 ${groups.join(',')}`
}

/** Pure: a page of recipients, or of a group's members. */
function readContacts(bytes: Uint8Array, dialling: Dialling | undefined) {
  if (groupOf(bytes) !== null) return readMembers(bytes)
  // A recipient may have a fax number alone; such are none of e-mail.
  const rows = foundIn(bytes).filter((row) => row === null || textIn(row, 'email') !== '')
  return readRows(rows, (row) => readRecipient(row, dialling))
}
