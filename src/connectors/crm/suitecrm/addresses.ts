/**
 * E-mail addresses, which are records of their own here: what holds of one holds of everybody who
 * has it. Flags written to a person are taken and kept nowhere (README.md, "Traps").
 */
import {
  addressProblem,
  asObject,
  FieldRefused,
  type JsonObject,
  type Vendor,
} from '../../sdk/index.ts'
import { INVALID, OPTED_OUT } from '../sugar-model/index.ts'
import { type Listing, pageById, recordsIn } from './entry-list.ts'
import { isYes, literal, textIn } from './values.ts'

export const ADDRESSES = 'EmailAddresses'

/** What a person's link to its addresses is asked for. */
export const ADDRESS_FIELDS = ['id', 'email_address', 'opt_out', 'invalid_email'] as const

export { INVALID, OPTED_OUT }
const OK = 'ok'

export const addresses: Listing = {
  module: ADDRESSES,
  fields: [...ADDRESS_FIELDS, 'date_modified'],
}

/** Whoever opted out is so first, whatever else the address is. */
export function permissionOf(record: JsonObject): string {
  if (isYes(record['opt_out'])) return OPTED_OUT
  return isYes(record['invalid_email']) ? INVALID : OK
}

/** Throws FieldRefused where it holds none. */
export function addressIn(record: JsonObject): string {
  const address = textIn(record['email_address'])
  const problem = addressProblem(address)
  if (problem) throw new FieldRefused('email_address', problem)
  return address
}

/**
 * The records of an address, by their ids: one, and more only where somebody wrote to the database
 * by hand. None where SuiteCRM does not know it. Its database finds letters with accents among
 * those without: what it found by that is another address.
 */
export async function recordsOf(vendor: Vendor, address: string): Promise<JsonObject[]> {
  // As SuiteCRM writes it (strtoupper): letters beyond ASCII stay as they are.
  const caps = address.replace(/[a-z]/g, (letter) => letter.toUpperCase())
  const where = `email_addresses.email_address_caps = ${literal(caps)}`
  const { body } = await pageById(vendor, { ...addresses, where }, null)
  return recordsIn(body)
    .map((record) => asObject(record) ?? {})
    .filter((one) => textIn(one['email_address']).toLowerCase() === address.toLowerCase())
}
