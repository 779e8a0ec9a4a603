import { type AddressBook, consentOf, validityOf } from '../sugar-model/index.ts'
import { ADDRESSES, permissionOf, recordsOf } from './addresses.ts'
import { ask, TITLE } from './client.ts'
import { isYes, momentIn, safeId, textIn } from './values.ts'

/** A flag is written to the address itself: one that is written to a person is kept nowhere. */
const book: AddressBook = {
  title: TITLE,
  remedy: 'Look whether a workflow or a module of your SuiteCRM changes it back.',
  resubscribe:
    'SuiteCRM no longer marks the address as opted out, at once and without asking anybody. An '
    + 'address it holds for invalid stays that, and so does what it keeps of a confirmed opt-in.',
  recordsOf,
  async write(vendor, id, { flag, isOn }) {
    await ask(vendor, 'set_entry', {
      module_name: ADDRESSES,
      name_value_list: [
        { name: 'id', value: id },
        { name: flag, value: isOn ? '1' : '0' },
      ],
    })
  },
  ...{ permissionOf, isYes, momentIn, safeId, textIn },
}

export const consent = consentOf(book)
export const validity = validityOf(book)
