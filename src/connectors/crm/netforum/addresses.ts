/**
 * E-mail addresses: rows of their own, each of one customer. That nothing arrives is said of the
 * address; that a customer wants no e-mail is said of the customer, and holds for all addresses.
 */
import { addressProblem, FieldRefused, type JsonObject, type Vendor } from '../../sdk/index.ts'
import { type Query, rowsOf } from './query.ts'
import { isYes, literal, textIn } from './values.ts'

/** Words of ours: netFORUM has two flags and no word. */
export const OPTED_OUT = 'no_email'
export const INVALID = 'invalid'
const OK = 'ok'

/** Addresses of organizations are among them. */
export const addresses: Query = {
  object: 'IndividualEmail',
  key: 'eml_key',
  columns: [
    'eml_key',
    'eml_address',
    'eml_cst_key',
    'eml_primary',
    'eml_invalid_flag',
    'eml_invalid_reason',
    'eml_change_date',
    'eml_delete_flag',
    'cst_type',
    'cst_no_email_flag',
    'cst_change_date',
    'cst_delete_flag',
  ],
}

/** Whoever wants no e-mail does so first, whatever else the address is. */
export function permissionOf(row: JsonObject): string {
  if (isYes(row['cst_no_email_flag'])) return OPTED_OUT
  return isYes(row['eml_invalid_flag']) ? INVALID : OK
}

/** Throws FieldRefused where it holds none. */
export function addressIn(row: JsonObject): string {
  const address = textIn(row['eml_address'])
  const problem = addressProblem(address)
  if (problem) throw new FieldRefused('eml_address', problem)
  return address
}

/** Customers who share one address: a mailbox of an office has many. */
const HOLDERS_MAX = 200

/**
 * The living rows of an address: one of each customer who has it. The database may find letters
 * with accents among those without: what it found by that is another address.
 */
export async function holdersOf(vendor: Vendor, address: string): Promise<JsonObject[]> {
  const where = [`eml_address = ${literal(address)}`, 'eml_delete_flag = 0', 'cst_delete_flag = 0']
  const rows = await rowsOf(vendor, { ...addresses, where }, HOLDERS_MAX)
  return rows.filter((row) => textIn(row['eml_address']).toLowerCase() === address.toLowerCase())
}
