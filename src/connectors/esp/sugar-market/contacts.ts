import {
  type AccountPart,
  addressProblem,
  asObject,
  cleanText,
  FieldRefused,
  isoTime,
  type JsonObject,
  readRows,
  type RemoteContact,
  type RemoteSuppression,
  type SuppressionsPart,
} from '../../sdk/index.ts'
import { collectionPage, rowsIn } from './client.ts'

const CONTACTS = 'contacts'

export const contacts: AccountPart<RemoteContact> = {
  page: (vendor, cursor) => collectionPage(vendor, CONTACTS, cursor),
  read: (bytes) => readRows(mailable(rowsIn(bytes)), readContact),
}

/**
 * Contacts that opted out. No filter by moment is documented, so all contacts are walked, whatever
 * the moment asked for.
 */
export const suppressions: SuppressionsPart = {
  page: (vendor, _since, cursor) => collectionPage(vendor, CONTACTS, cursor),
  read: (bytes) => {
    const { refused, records, rows } = readRows(mailable(rowsIn(bytes)), readOptOut)
    return { refused, records: records ?? [], rows: rows.filter((row) => row !== null) }
  },
  reader: 'sugar-market/contacts@1',
}

/** Those that are there and have an address; some have a telephone number alone. */
function mailable(rows: readonly unknown[]): unknown[] {
  return rows.filter((row) => {
    const contact = asObject(row)
    if (!contact) return true
    const isDeleted = (contact['deleted_date'] ?? null) !== null
    return !isDeleted && (contact['email'] ?? '') !== ''
  })
}

function readContact(row: JsonObject): RemoteContact {
  return {
    id: idIn(row),
    address: addressIn(row),
    firstName: textIn(row, 'first_name'),
    lastName: textIn(row, 'last_name'),
    jobTitle: textIn(row, 'title'),
    company: textIn(row, 'account_name'),
    permission: textIn(row, 'opt_out'),
    lists: [],
    values: {},
  }
}

/** Null where the contact has not opted out. */
function readOptOut(row: JsonObject): RemoteSuppression | null {
  if (!isOut(row)) return null
  const first = textIn(row, 'first_name')
  const last = textIn(row, 'last_name')
  return {
    address: addressIn(row),
    occurredAt: isoTime(row['opt_out_date']),
    reason: '',
    by: '',
    ...((first || last) && { name: { ...(first && { first }), ...(last && { last }) } }),
    contactId: idIn(row),
  }
}

/** Samples show N; a word that is neither is not guessed at: the row is refused, and shown. */
function isOut(row: JsonObject): boolean {
  const word = textIn(row, 'opt_out').toUpperCase()
  if (word === 'Y') return true
  if (word === 'N' || word === '') return false
  throw new FieldRefused('opt_out', 'It is neither Y nor N.')
}

function idIn(row: JsonObject): string {
  const id = row['contact_id']
  if (Number.isSafeInteger(id) && (id as number) > 0) return String(id)
  throw new FieldRefused('contact_id', 'A contact without its id.')
}

function addressIn(row: JsonObject): string {
  const problem = addressProblem(row['email'])
  if (problem) throw new FieldRefused('email', problem)
  return row['email'] as string
}

function textIn(row: JsonObject, name: string): string {
  return cleanText(row[name]) ?? ''
}
