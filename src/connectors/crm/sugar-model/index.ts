/**
 * What SugarCRM and SuiteCRM have in common since before they parted: an address is a record of its
 * own, with two flags and the moment of its last change; target lists, and the log of a campaign.
 * How it is asked for, spelt and written is each vendor's.
 */
export { INVALID, OPTED_OUT, type AddressBook, type Flag } from './address-book.ts'
export { consentOf } from './consent.ts'
export { cutText } from './cut-text.ts'
export { DROPDOWN, entriesAs, LOG, log, newsOf, OWN_WORDS, WORDS } from './log-entries.ts'
export { LISTS, SENT_TO_NOBODY, targetLists } from './target-lists.ts'
export { validityOf } from './validity.ts'
