import {
  asObject,
  type ConsentPart,
  PAGES_MAX,
  type RemoteConsent,
  type RemoteGroup,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { keptOf, leave } from './categories.ts'
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
    leave:
      'Act-On takes the address out of the subscription category; it is sent everything else as '
      + 'before.',
    resubscribe: 'Act-On takes the address off its opt-out list at once, without asking anybody.',
  },
  find,
  optOut: (vendor, contact) => upload(vendor, '/list/optout', contact.address),
  leave,
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
async function find(
  vendor: Vendor,
  address: string,
  about: readonly RemoteGroup[] = [],
): Promise<RemoteConsent | null> {
  const groups = await keptOf(vendor, address, about)
  const wanted = address.toLowerCase()
  let offset: number | null = 0
  for (let count = 0; offset !== null; count++) {
    if (count === PAGES_MAX) throw unreadable(TITLE, 'Its opt-outs have no end.')
    const page = await getPage(vendor, '/list/optout', { offset, rows: 'result' })
    const row = page.rows.map(asObject).find((one) => lower(one?.['email']) === wanted)
    if (row) return held(address, { isOut: true, at: wholeMs(row['timestamp']), groups })
    offset = page.nextOffset
  }
  return held(address, { isOut: false, at: null, groups })
}

function lower(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : ''
}

function held(
  address: string,
  { isOut, at, groups }: { isOut: boolean; at: number | null; groups: RemoteGroup[] },
) {
  return {
    id: address,
    address,
    state: isOut ? ('opted_out' as const) : ('mailable' as const),
    permission: isOut ? OPTED_OUT : '',
    optedOutAt: at,
    groups,
    record: null,
  }
}
