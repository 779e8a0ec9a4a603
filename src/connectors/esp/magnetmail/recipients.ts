import {
  childrenOf,
  type Dialling,
  diallingOf,
  element,
  elementAt,
  elements,
  FieldRefused,
  type JsonObject,
  readFaxNumber,
  type RemoteContact,
  type Vendor,
} from '../../sdk/index.ts'
import { nil, numericId, post, resultOf } from './client.ts'
import { otherValues } from './field-names.ts'
import { settingsOf } from './settings.ts'
import { addressIn, plain, textIn } from './values.ts'

export const SEARCH = 'searchForRecipients'

/** What a recipient's permission is called here: MagnetMail has fields that are true or false. */
export const UNSUBSCRIBED = 'unsubscribed'
/** Held back by the account, without having left. */
export const SUPPRESSED = 'suppressed'

/** Whether a recipient gets no faxes, apart from what it is mailed. */
const FAX_SUPPRESSED = 'fax_send_suppress'

/** Limits that must stand there (WSDL: RecipientSearchCriteria), and are none. */
const NOT_ASKED = [
  ...['unsubscribed', FAX_SUPPRESSED, 'email_send_suppress', 'email_confirm', 'text_only'],
  ...['suppressed', 'suppressed_start_date', 'suppressed_end_date'],
]

export interface SearchAsk {
  page: number
  rows: number
  /** Those with this id, address or fax number alone. */
  id?: string
  email?: string
  fax?: string
  /** Only those who get no faxes. */
  isFaxSuppressed?: true
}

/** Recipients, or some of them; elements in the order of the WSDL, bits not asked nil. */
export function search(
  vendor: Vendor,
  { page, rows, id, email, fax, isFaxSuppressed }: SearchAsk,
): Promise<Uint8Array> {
  return post(vendor, SEARCH, (mail_user_id) => ({
    criteria: [
      ...elements({ pageNo: page, pageSize: rows, mail_user_id, id, email, fax }),
      ...NOT_ASKED.map((name) =>
        isFaxSuppressed && name === FAX_SUPPRESSED ? element(name, 'true') : nil(name),
      ),
    ],
  }))
}

/** The recipients of an answer of search, fresh or stored. Pure. */
export function foundIn(body: Uint8Array): (JsonObject | null)[] {
  const recipients = elementAt(resultOf(SEARCH, body), 'recipients')
  return childrenOf(recipients, 'Recipient').map(plain)
}

/** Of one address: one, or a few where the account tells recipients apart by its own id. */
const ROWS_MAX = 100

/** Those with a fax number, spelled in any way: by their ids, else as it is spelled here. */
export async function findByFax(
  vendor: Vendor,
  number: string,
  ids: readonly string[],
): Promise<JsonObject[]> {
  const dialling = diallingOf(settingsOf(vendor.settings))
  const wanted = readFaxNumber(number, dialling)
  if (!wanted.ok) return []
  const asks = ids.length > 0 ? ids.map((id) => ({ id: numericId(id) })) : [{ fax: number }]
  const found: JsonObject[] = []
  for (const ask of asks) {
    const rows = foundIn(await search(vendor, { page: 1, rows: ROWS_MAX, ...ask }))
    found.push(...rows.filter((one) => one !== null))
  }
  return found.filter((one) => faxesOf(one, dialling).includes(wanted.canonical))
}

/** Those with an address. */
export async function findRecipients(vendor: Vendor, address: string): Promise<JsonObject[]> {
  const wanted = address.toLowerCase()
  const answer = await search(vendor, { page: 1, rows: ROWS_MAX, email: address })
  return foundIn(answer)
    .filter((one) => one !== null)
    .filter((one) => textIn(one, 'email').toLowerCase() === wanted)
}

export function readRecipient(row: JsonObject, dialling?: Dialling): RemoteContact {
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
    faxes: faxesOf(row, dialling),
    values: otherValues(row),
  }
}

/** What stands as a fax number and is none is still a value of that field. */
function faxesOf(row: JsonObject, dialling: Dialling | undefined): string[] {
  const read = readFaxNumber(textIn(row, 'fax'), dialling)
  return read.ok ? [read.canonical] : []
}

export function getsNoFaxes(row: JsonObject): boolean {
  return textIn(row, FAX_SUPPRESSED).toLowerCase() === 'true'
}

export function permissionOf(row: JsonObject): string {
  const is = (field: string) => textIn(row, field).toLowerCase() === 'true'
  if (is('unsubscribed')) return UNSUBSCRIBED
  return is('email_send_suppress') || is('suppressed') ? SUPPRESSED : ''
}
