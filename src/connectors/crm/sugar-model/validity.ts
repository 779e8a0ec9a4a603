import type { RemoteValidity, ValidityPart, Vendor } from '../../sdk/index.ts'
import { type AddressBook, INVALID, OPTED_OUT, setFlag } from './address-book.ts'

/** That nothing arrives at an address, as its other flag. */
export function validityOf(book: AddressBook): ValidityPart {
  const { title } = book
  const flag = 'invalid_email'
  return {
    invalidWords: [INVALID],
    markOf: 'address',
    rules: {
      invalid:
        `${title} marks an address nothing arrives at as invalid, and so for everybody there who `
        + 'has it. It keeps no reason.',
      valid: `${title} no longer marks the address as invalid. An opt-out of it stays.`,
    },
    find: (vendor, address) => find(book, vendor, address),
    invalidate: (vendor, { address }) =>
      setFlag(book, vendor, address, { flag, isOn: true, before: 'valid' }),
    validate: (vendor, { address }, marks) => {
      const only = marks.map(({ id }) => id)
      return setFlag(book, vendor, address, { flag, isOn: false, only, before: 'invalid' })
    },
  }
}

async function find(
  book: AddressBook,
  vendor: Vendor,
  address: string,
): Promise<RemoteValidity | null> {
  const records = await book.recordsOf(vendor, address)
  if (records.length === 0) return null
  const marked = records.filter((one) => book.isYes(one['invalid_email']))
  const all = marked.length === records.length
  // As of a wish: of several that are the same address the one that may be written to decides.
  const first = records.find((one) => book.permissionOf(one) !== OPTED_OUT) ?? records[0]!
  return {
    address: book.textIn(first['email_address']),
    state: marked.length === 0 ? 'mailable' : all ? 'invalid' : 'partly',
    permission: book.permissionOf(first),
    marks: marked.map((one) => ({
      id: book.safeId(one['id']),
      // It tells no other moment than that of the last change.
      at: book.momentIn(one['date_modified']),
    })),
  }
}
