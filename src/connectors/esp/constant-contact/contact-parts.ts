import { asObject, cleanText, type JsonObject } from '../../sdk/index.ts'

/**
 * What is told and read of a contact's telephone numbers and addresses, of which it has three each
 * (contract, ContactResource). Those of the kind "other" stay as they are.
 */
export const PHONE_KINDS = ['home', 'work', 'mobile'] as const
export const STREET_KINDS = ['home', 'work'] as const
export const STREET_PARTS = ['street', 'city', 'state', 'postal_code', 'country'] as const

/** How the fields of a contact are called where they are mapped. */
export const LABELS = {
  first_name: 'First name',
  last_name: 'Last name',
  job_title: 'Job title',
  company_name: 'Company',
  birthday: 'Birthday',
  anniversary: 'Anniversary',
}
export const PHONE_LABELS = {
  home: 'Telephone, home',
  work: 'Telephone, work',
  mobile: 'Telephone, mobile',
}
export const STREET_LABELS = {
  home: {
    street: 'Street, home',
    city: 'City, home',
    state: 'State, home',
    postal_code: 'Postal code, home',
    country: 'Country, home',
  },
  work: {
    street: 'Street, work',
    city: 'City, work',
    state: 'State, work',
    postal_code: 'Postal code, work',
    country: 'Country, work',
  },
}

/** The field of a telephone number: as the import calls it. */
export function phoneId(kind: string): string {
  return `${kind}_phone`
}

/** The field of a part of an address: as the import calls it, whose postal code is "zip". */
export function streetId(kind: string, part: (typeof STREET_PARTS)[number]): string {
  return `${kind}_${part === 'postal_code' ? 'zip' : part}`
}

/** Telephone numbers, addresses and days of a contact, by the fields' ids; none is empty. Pure. */
export function partsOf(contact: JsonObject): Record<string, string> {
  const found: [string, string | null][] = [
    ['birthday', birthdayOf(contact)],
    ['anniversary', cleanText(contact['anniversary'])],
  ]
  for (const [kind, phone] of byKind(contact['phone_numbers'], PHONE_KINDS)) {
    found.push([phoneId(kind), cleanText(phone['phone_number'])])
  }
  for (const [kind, street] of byKind(contact['street_addresses'], STREET_KINDS)) {
    for (const part of STREET_PARTS) found.push([streetId(kind, part), cleanText(street[part])])
  }
  return Object.fromEntries(found.filter((one): one is [string, string] => Boolean(one[1])))
}

/** A day of every year, as MM-DD. */
function birthdayOf(contact: JsonObject): string | null {
  const [month, day] = [contact['birthday_month'], contact['birthday_day']]
  if (typeof month !== 'number' || typeof day !== 'number') return null
  return [month, day].map((one) => String(one).padStart(2, '0')).join('-')
}

/** The first of each kind; what has another kind is left out. */
function byKind(told: unknown, kinds: readonly string[]): Map<string, JsonObject> {
  const found = new Map<string, JsonObject>()
  for (const one of Array.isArray(told) ? told : []) {
    const entry = asObject(one)
    const kind = cleanText(entry?.['kind'])
    if (entry && kind && kinds.includes(kind) && !found.has(kind)) found.set(kind, entry)
  }
  return found
}
