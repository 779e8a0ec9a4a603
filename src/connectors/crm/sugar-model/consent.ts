import type { ConsentPart, RemoteConsent, Vendor } from '../../sdk/index.ts'
import { type AddressBook, OPTED_OUT, setFlag } from './address-book.ts'

/** Opt-outs and returns, as the flag of an address. */
export function consentOf(book: AddressBook): ConsentPart {
  const { title, resubscribe } = book
  return {
    tellsNoLists: true,
    unmailableWords: [OPTED_OUT],
    rules: {
      optOut:
        `${title} marks the address as opted out, and so for everybody there who has it. It keeps `
        + 'no reason, and takes nobody off a list.',
      resubscribe,
    },
    find: (vendor, address) => find(book, vendor, address),
    optOut: (vendor, { address }) =>
      setFlag(book, vendor, address, { flag: 'opt_out', isOn: true, before: 'mailable' }),
    resubscribe: {
      takes: 'at_once',
      // An opt-out takes nobody off a list here: there are none to be put on again.
      call: (vendor, { address }) =>
        setFlag(book, vendor, address, { flag: 'opt_out', isOn: false, before: 'opted out' }),
    },
  }
}

async function find(
  book: AddressBook,
  vendor: Vendor,
  address: string,
): Promise<RemoteConsent | null> {
  const records = await book.recordsOf(vendor, address)
  // Of several that are the same address the one that may be written to decides.
  const record = records.find((one) => book.permissionOf(one) !== OPTED_OUT) ?? records[0]
  if (record === undefined) return null
  const permission = book.permissionOf(record)
  const isOut = permission === OPTED_OUT
  return {
    id: book.safeId(record['id']),
    address: book.textIn(record['email_address']),
    state: isOut ? 'opted_out' : 'mailable',
    permission,
    optedOutAt: isOut ? book.momentIn(record['date_modified']) : null,
    // An address does not tell who has it, and so not on which lists it is.
    groups: [],
    record,
  }
}
