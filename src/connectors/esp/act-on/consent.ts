import {
  asObject,
  type ConsentPart,
  type JsonObject,
  PAGES_MAX,
  type RemoteConsent,
  type RemoteGroup,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { keptOf, leave } from './categories.ts'
import { getPage, TITLE, upload } from './client.ts'
import { erase, replaceAddress } from './records.ts'
import { wholeMs } from './time.ts'
import { UNMAILABLE_LISTS, type UnmailableList, unmailableLists } from './unmailable.ts'

export const consent: ConsentPart = {
  unmailableWords: Object.values(UNMAILABLE_LISTS),
  tellsNoLists: true,
  rules: {
    optOut:
      'Act-On puts the address on the opt-out list of the account: it is sent nothing more, '
      + 'whatever lists it is on. No reason is kept.',
    leave:
      'Act-On takes the address out of the subscription category; it is sent everything else as '
      + 'before.',
    resubscribe:
      'Act-On takes the address off its opt-out list at once, without asking anybody. Whoever '
      + 'reported a mail as spam is not written to all the same.',
    erase:
      'Homing deletes the record of the contact on each list. The address stays where Act-On keeps '
      + 'it to write nothing more: on its lists of opt-outs, complaints and hard bounces.',
  },
  find,
  optOut: (vendor, contact) => upload(vendor, '/list/optout', contact.address),
  leave,
  resubscribe: {
    takes: 'at_once',
    // Lists are kept by Act-On while somebody is opted out: there are none to be put on again.
    call: (vendor, contact) => upload(vendor, '/list/optin', contact.address),
  },
  replaceAddress,
  erase,
}

/**
 * Act-On answers no question about one address, so its lists are read, a thousand addresses at a
 * time. Whether it has a contact with an address that is on none is not known, and not needed: an
 * address may be put there that no list of contacts has.
 */
async function find(
  vendor: Vendor,
  address: string,
  about: readonly RemoteGroup[] = [],
): Promise<RemoteConsent | null> {
  const groups = await keptOf(vendor, address, about)
  const held = { id: address, address, groups, record: null }
  for (const list of unmailableLists) {
    const row = await rowOf(vendor, list, address)
    if (row === null) continue
    return {
      ...held,
      state: 'opted_out',
      permission: UNMAILABLE_LISTS[list],
      optedOutAt: wholeMs(row['timestamp']),
      ...(list === 'spamcomplaint' && { takesNobodyBack: NO_WAY_BACK }),
    }
  }
  return { ...held, state: 'mailable', permission: '', optedOutAt: null }
}

const NO_WAY_BACK =
  'A mail was reported as spam from the address. Act-On writes to it no more, and lets no program '
  + 'change that.'

async function rowOf(
  vendor: Vendor,
  list: UnmailableList,
  address: string,
): Promise<JsonObject | null> {
  const wanted = address.toLowerCase()
  let offset: number | null = 0
  for (let count = 0; offset !== null; count++) {
    if (count === PAGES_MAX) throw unreadable(TITLE, `Its list ${list} has no end.`)
    const page = await getPage(vendor, `/list/${list}`, { offset, rows: 'result' })
    const row = page.rows.map(asObject).find((one) => lower(one?.['email']) === wanted)
    if (row) return row
    offset = page.nextOffset
  }
  return null
}

function lower(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : ''
}
