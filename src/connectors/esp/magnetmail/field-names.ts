import type { ContactField, JsonObject, RemoteContact } from '../../sdk/index.ts'
import { textIn } from './values.ts'

/** Fields every recipient has (WSDL: Recipient), by the names editRecipient gives them. */
export const LABELS = {
  first_name: 'First name',
  last_name: 'Last name',
  company: 'Company',
  phone: 'Telephone',
  fax: 'Fax',
  address_1: 'Address',
  address_2: 'Address, second line',
  city: 'Town',
  state: 'State',
  zip: 'Postal code',
} as const

/** Which of them are parts of a contact of their own. */
export const HOLDS: Readonly<Record<string, ContactField['holds']>> = {
  first_name: 'firstName',
  last_name: 'lastName',
  company: 'company',
}

export const CUSTOM = /^custom([1-9]|[12]\d|30)$/
export const CUSTOM_MAX = 30

/** In the order of the WSDL: editRecipient. */
export const ORDER = [
  ...['email', 'first_name', 'last_name', 'phone', 'fax', 'address_1', 'address_2', 'city'],
  ...['state', 'zip', 'company', 'text_only', 'custom_id'],
  ...Array.from({ length: CUSTOM_MAX }, (_, index) => `custom${index + 1}`),
]
/** What editRecipient calls otherwise than a recipient does. */
export const READ_AS: Readonly<Record<string, string>> = {
  address_1: 'address',
  custom_id: 'Custom_Id',
}

/** What a recipient's other fields hold, by their ids. Pure. */
export function otherValues(row: JsonObject): RemoteContact['values'] {
  const others = ORDER.filter((id) => CUSTOM.test(id) || (id in LABELS && !(id in HOLDS)))
  return Object.fromEntries(
    others.flatMap((id) => {
      const value = textIn(row, READ_AS[id] ?? id)
      return value === '' ? [] : [[id, value]]
    }),
  )
}
