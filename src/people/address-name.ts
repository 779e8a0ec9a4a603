import { readFaxNumber } from '../connectors/index.ts'
import { parseEmail, type ParsedEmail } from './email.ts'

export type AddressKind = 'email' | 'fax'

/** What makes a name of a fax number's canonical form; no e-mail address has a colon. */
const FAX = 'fax:'

/**
 * Reads an address of either kind; the canonical form is its name among all addresses: an e-mail
 * address alone, a fax number after "fax:".
 */
export function parseAddress(text: string, kind: AddressKind = 'email'): ParsedEmail {
  if (kind === 'email') return parseEmail(text)
  const read = readFaxNumber(text)
  return read.ok ? { ...read, canonical: nameOfAddress('fax', read.canonical) } : read
}

/** One text for an address of either kind: a fax number is marked. */
export function nameOfAddress(kind: AddressKind, canonical: string): string {
  return kind === 'fax' ? FAX + canonical : canonical
}

/** The kind of address such a text names. */
export function kindOfName(name: string): AddressKind {
  return name.startsWith(FAX) ? 'fax' : 'email'
}

/** As the table has it, beside its kind. */
export function canonicalOfName(name: string): string {
  return name.startsWith(FAX) ? name.slice(FAX.length) : name
}
