import { type AddressBook, consentOf, validityOf } from '../sugar-model/index.ts'
import { ADDRESSES, permissionOf, recordsOf } from './addresses.ts'
import { ask, TITLE } from './client.ts'
import { isYes, momentIn, safeId, textIn } from './values.ts'

/**
 * A flag is written to the address itself. The array of addresses that a person's record has would
 * say the same of the address, and of who has which addresses besides: what somebody enters there
 * meanwhile would be taken away.
 */
const book: AddressBook = {
  title: TITLE,
  remedy: 'Look whether a logic hook or a process of your SugarCRM changes it back.',
  resubscribe:
    'SugarCRM no longer marks the address as opted out, at once and without asking anybody. An '
    + 'address it holds for invalid stays that.',
  recordsOf: (vendor, address) => recordsOf(vendor, [address]),
  async write(vendor, id, { flag, isOn }) {
    await ask(vendor, { method: 'PUT', path: `${ADDRESSES}/${id}`, json: { [flag]: isOn } })
  },
  ...{ permissionOf, isYes, momentIn, safeId, textIn },
}

export const consent = consentOf(book)
export const validity = validityOf(book)
