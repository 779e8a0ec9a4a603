import { createRandom } from '../random.ts'
import type { ContactDefinition, Party } from './definition.ts'

/** What the account has written down about a contact, apart from its address and permission. */
export interface Profile {
  firstName?: string
  lastName?: string
  jobTitle?: string
  companyName?: string
  birthday?: { month: number; day: number }
  anniversary?: string
  phones: readonly Phone[]
  streets: readonly Street[]
  fields: readonly FieldValue[]
  notes: readonly Note[]
}

interface Entry {
  id: string
  createdAt: number
  updatedAt: number
}

export interface Phone extends Entry {
  number: string
  kind: string
  createdBy: Party
  updatedBy: Party
}

export interface Street extends Entry {
  kind: string
  street?: string
  city?: string
  state?: string
  postalCode?: string
  country?: string
}

export interface FieldValue {
  fieldId: string
  value?: string
  choiceIds?: readonly string[]
}

export interface Note {
  id: string
  createdAt: number
  content: string
}

/** The profile a contact of the definition begins with. */
export function firstProfile(contact: ContactDefinition, createdAt: number): Profile {
  const random = createRandom(contact.contactId)
  const entry = () => ({ id: random.uuid(), createdAt, updatedAt: createdAt })
  const by = { createdBy: 'Account', updatedBy: 'Account' } as const
  const phone = { ...entry(), number: contact.phone, kind: 'work', ...by }
  const street = { ...entry(), kind: 'work', city: contact.city, country: contact.country }
  return {
    ...filled({
      firstName: contact.firstName,
      lastName: contact.lastName,
      jobTitle: contact.jobTitle,
      companyName: contact.companyName,
    }),
    phones: contact.phone === '' ? [] : [phone],
    streets: contact.city === '' && contact.country === '' ? [] : [street],
    fields: [],
    notes: [],
  }
}

/** The same without what is null, undefined or blank: that is how the vendor shows nothing. */
export function filled<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const kept = Object.entries(values).filter(([, value]) => value != null && value !== '')
  return Object.fromEntries(kept) as { [K in keyof T]?: NonNullable<T[K]> }
}
