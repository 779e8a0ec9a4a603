import {
  asObject,
  type ConsentPart,
  PAGES_MAX,
  type RemoteConsent,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { getPage, TITLE, upload } from './client.ts'
import { wholeMs } from './time.ts'

/** What a contact's permission is called here: Act-On has a list of addresses and no word. */
export const OPTED_OUT = 'opted_out'

export const consent: ConsentPart = {
  unmailableWords: [OPTED_OUT],
  tellsNoLists: true,
  rules: {
    optOut:
      'Act-On puts the address on the opt-out list of the account: it is sent nothing more, '
      + 'whatever lists it is on. No reason is kept.',
    resubscribe: 'Act-On takes the address off its opt-out list at once, without asking anybody.',
  },
  find,
  optOut: (vendor, contact) => upload(vendor, '/list/optout', contact.address),
  resubscribe: {
    takes: 'at_once',
    // Lists are kept by Act-On while somebody is opted out: there are none to be put on again.
    call: (vendor, contact) => upload(vendor, '/list/optin', contact.address),
  },
}

/**
 * Act-On answers no question about one address, so its opt-out list is read, a thousand addresses
 * at a time. Whether it has a contact with an address that is not on it is not known, and not
 * needed: an address may be put there that no list has.
 */
async function find(vendor: Vendor, address: string): Promise<RemoteConsent | null> {
  const wanted = address.toLowerCase()
  let offset: number | null = 0
  for (let count = 0; offset !== null; count++) {
    if (count === PAGES_MAX) throw unreadable(TITLE, 'Its opt-outs have no end.')
    const page = await getPage(vendor, '/list/optout', { offset, rows: 'result' })
    const row = page.rows.map(asObject).find((one) => lower(one?.['email']) === wanted)
    if (row) return held(address, { isOut: true, at: wholeMs(row['timestamp']) })
    offset = page.nextOffset
  }
  return held(address, { isOut: false, at: null })
}

function lower(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : ''
}

function held(address: string, { isOut, at }: { isOut: boolean; at: number | null }) {
  return {
    id: address,
    address,
    state: isOut ? ('opted_out' as const) : ('mailable' as const),
    permission: isOut ? OPTED_OUT : '',
    optedOutAt: at,
    groups: [],
    record: null,
  }
}
