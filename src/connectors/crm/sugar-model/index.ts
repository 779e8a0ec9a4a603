/**
 * What SugarCRM and SuiteCRM have in common since before they parted: an address is a record of its
 * own, with two flags and the moment of its last change. How it is asked for, spelt and written is
 * each vendor's.
 */
export { INVALID, OPTED_OUT, type AddressBook, type Flag } from './address-book.ts'
export { consentOf } from './consent.ts'
export { validityOf } from './validity.ts'
