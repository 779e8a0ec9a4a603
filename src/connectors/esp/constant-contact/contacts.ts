import {
  type AccountPart,
  addressProblem,
  asObject,
  BETWEEN_ANSWERS,
  cleanText,
  FieldRefused,
  isoTime,
  type JsonObject,
  type SuppressionsPart,
  type RawPage,
  type ReadPage,
  readRows,
  type RemoteContact,
  type RemoteList,
  type RemoteSuppression,
  type RowClue,
  unreadable,
  type Vendor,
  count,
} from '../../sdk/index.ts'
import { arrayOf, getJson, getPage, PAGE_LIMIT, parsed, TITLE } from './client.ts'
import { markOf } from './consent.ts'
import { partsOf } from './contact-parts.ts'

export const suppressions: SuppressionsPart = {
  page: optOutsPage,
  read: readOptOuts,
  reader: 'constant-contact/contacts@1',
  mend: {
    fields: { 'email_address.address': 'address', 'email_address.opt_out_date': 'time' },
    readRecord: (record) => readRows([record], readOptOut, clueOf),
  },
}

async function optOutsPage(
  vendor: Vendor,
  since: number | null,
  cursor: string | null,
): Promise<RawPage> {
  const query = {
    status: 'unsubscribed',
    optout_after: since === null ? undefined : new Date(since).toISOString(),
    limit: PAGE_LIMIT,
  }
  const page = await getPage(vendor, '/contacts', { query, cursor })
  arrayOf(page.body, 'contacts')
  return { body: page.bytes, next: page.next }
}

export function readOptOuts(bytes: Uint8Array): ReadPage<RemoteSuppression> {
  return readRows(arrayOf(parsed(bytes), 'contacts'), readOptOut, clueOf)
}

function clueOf(contact: JsonObject): RowClue | undefined {
  const contactId = cleanText(contact['contact_id'])
  return contactId ? { contactId, occurredAt: null } : undefined
}

function readOptOut(contact: JsonObject): RemoteSuppression {
  const email = asObject(contact['email_address'])
  if (!email) throw new FieldRefused('email_address', 'There is no address.')
  const problem = addressProblem(email['address'])
  if (problem) throw new FieldRefused('email_address.address', problem)
  // Recording an opt-out for somebody who is subscribed would be wrong for good.
  const permission = email['permission_to_send']
  if (permission !== undefined && permission !== null && permission !== 'unsubscribed') {
    throw new FieldRefused('email_address.permission_to_send', 'This contact is not unsubscribed.')
  }
  const stated = email['opt_out_date'] ?? null
  const occurredAt = stated === null ? null : isoTime(stated)
  if (stated !== null && occurredAt === null) {
    throw new FieldRefused('email_address.opt_out_date', 'This is no moment in time.')
  }
  const first = cleanText(contact['first_name'])
  const last = cleanText(contact['last_name'])
  const contactId = cleanText(contact['contact_id'])
  const mark = markOf(email)
  return {
    address: email['address'] as string,
    occurredAt,
    reason: cleanText(email['opt_out_reason']) ?? '',
    by: cleanText(email['opt_out_source']) ?? '',
    ...((first || last) && { name: { ...(first && { first }), ...(last && { last }) } }),
    ...(contactId && { contactId }),
    ...(mark !== undefined && { mark }),
  }
}

/** membership_count counts those who can be mailed (include_membership_count=active). */
export const lists: AccountPart<RemoteList> = {
  async page(vendor, cursor) {
    const query = { limit: PAGE_LIMIT, include_membership_count: 'active' }
    const page = await getPage(vendor, '/contact_lists', { query, cursor })
    arrayOf(page.body, 'lists')
    return { body: page.bytes, next: page.next }
  },
  read: (bytes) => readRows(arrayOf(parsed(bytes), 'lists'), readList),
}

function readList(list: JsonObject): RemoteList {
  const id = cleanText(list['list_id'])
  if (!id) throw new FieldRefused('list_id', 'A list without its id.')
  return {
    id,
    name: cleanText(list['name']) ?? '',
    members: count(list['membership_count']) ?? null,
  }
}

/** What a page of contacts tells beside each contact's own fields. */
export const INCLUDED = 'list_memberships,custom_fields,phone_numbers,street_addresses'

/** Contacts without an e-mail address (the vendor knows some by telephone only) are left out. */
export const contacts: AccountPart<RemoteContact> = {
  async page(vendor, cursor) {
    const query = { limit: PAGE_LIMIT, include: INCLUDED }
    const page = await getPage(vendor, '/contacts', { query, cursor })
    arrayOf(page.body, 'contacts')
    return { body: page.bytes, next: page.next }
  },
  read(bytes) {
    const rows = arrayOf(parsed(bytes), 'contacts')
    return readRows(rows.filter(hasAddress), readContact)
  },
}

/** What is no contact, or has an address that is none, is not left out: it is refused, and told. */
function hasAddress(value: unknown): boolean {
  const contact = asObject(value)
  const address = asObject(contact?.['email_address'])?.['address'] ?? ''
  return !contact || address !== ''
}

/** One contact, as a page of all of them tells it. */
export async function findContact(vendor: Vendor, address: string): Promise<RemoteContact | null> {
  const body = await getJson(vendor, '/contacts', { email: address, include: INCLUDED })
  const { rows, refused } = readRows(arrayOf(body, 'contacts').filter(hasAddress), readContact)
  if (refused[0] !== undefined) throw unreadable(TITLE, refused[0].reason)
  return rows[0] ?? null
}

function readContact(contact: JsonObject): RemoteContact {
  const id = cleanText(contact['contact_id'])
  if (!id) throw new FieldRefused('contact_id', 'A contact without its id.')
  const email = asObject(contact['email_address'])
  const problem = addressProblem(email?.['address'])
  if (problem) throw new FieldRefused('email_address', problem)
  const memberships = contact['list_memberships']
  return {
    id,
    address: email!['address'] as string,
    firstName: cleanText(contact['first_name']) ?? '',
    lastName: cleanText(contact['last_name']) ?? '',
    jobTitle: cleanText(contact['job_title']) ?? '',
    company: cleanText(contact['company_name']) ?? '',
    permission: cleanText(email?.['permission_to_send']) ?? '',
    lists: Array.isArray(memberships) ? memberships.filter((list) => typeof list === 'string') : [],
    values: { ...partsOf(contact), ...valuesOf(contact['custom_fields']) },
  }
}

/**
 * A number where a field is told, a text where a contact is, in the contract's example with zeros
 * before it (two schemas): one number either way. Pure.
 */
export function choiceId(told: unknown): string | null {
  if (typeof told === 'number') return String(told)
  return cleanText(told)?.replace(/^0+(?=\d+$)/, '') ?? null
}

/** The values of a contact's custom fields by their ids; of choices the ids of the answers. */
function valuesOf(told: unknown): Record<string, string> {
  if (!Array.isArray(told)) return {}
  return Object.fromEntries(
    told.flatMap((one) => {
      const field = asObject(one)
      const id = cleanText(field?.['custom_field_id'])
      const chosen = field?.['choice_ids']
      const ids = (Array.isArray(chosen) ? chosen : []).flatMap((one) => choiceId(one) ?? [])
      const value = ids.length > 0 ? ids.join(BETWEEN_ANSWERS) : cleanText(field?.['value'])
      return id && value ? [[id, value]] : []
    }),
  )
}
