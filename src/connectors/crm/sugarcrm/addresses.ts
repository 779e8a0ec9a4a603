/**
 * E-mail addresses, which are records of their own here: what holds of one holds of everybody who
 * has it.
 */
import {
  addressProblem,
  asObject,
  FieldRefused,
  type JsonObject,
  type Vendor,
  walkPages,
} from '../../sdk/index.ts'
import { INVALID, OPTED_OUT } from '../sugar-model/index.ts'
import { TITLE } from './client.ts'
import { type Listing, pageById, passedOver, recordsIn } from './records.ts'
import { isYes, textIn } from './values.ts'

export const ADDRESSES = 'EmailAddresses'

export { INVALID, OPTED_OUT }
const OK = 'ok'

/** Of so few addresses there are no more records than these. */
const PAGES = 10

export const addresses: Listing = {
  module: ADDRESSES,
  fields: ['id', 'email_address', 'opt_out', 'invalid_email', 'date_modified'],
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
 * The records of addresses: one each, and more only where somebody wrote to the database by hand.
 * None where SugarCRM does not know it. Its database finds letters with accents among those
 * without: what it found by that is another address.
 */
export async function recordsOf(vendor: Vendor, asked: readonly string[]): Promise<JsonObject[]> {
  const where = [{ email_address_caps: { $in: [...new Set(asked.map(capsOf))] } }]
  const plain = new Set(asked.map(plainly))
  const exact = new Set(asked.map((one) => one.toLowerCase()))
  const found: JsonObject[] = []
  const listing = { ...addresses, where }
  for await (const { body } of walkPages(TITLE, (at) => pageById(vendor, listing, at), PAGES)) {
    const records = recordsIn(body).map((record) => asObject(record) ?? {})
    const addressOf = (record: JsonObject) => textIn(record['email_address'])
    if (records.some((record) => !plain.has(plainly(addressOf(record))))) throw passedOver()
    found.push(...records.filter((record) => exact.has(addressOf(record).toLowerCase())))
  }
  return found
}

/** As SugarCRM writes it (strtoupper): letters beyond ASCII stay as they are. */
function capsOf(address: string): string {
  return address.replace(/[a-z]/g, (letter) => letter.toUpperCase())
}

/** Without case and accents, as its database compares. */
function plainly(address: string): string {
  return address.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim()
}
