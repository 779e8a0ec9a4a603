import {
  type ConsentPart,
  element,
  elements,
  Failure,
  type OptOutAsk,
  type RemoteConsent,
  type Vendor,
} from '../../sdk/index.ts'
import { act, askGrids, complaintOf, gridsIn, TITLE } from './client.ts'
import type { GridAsk } from './document.ts'
import { takeOffInterests } from './interests.ts'
import { INTERESTS, markIn, SUBSCRIBERS, UNSUBSCRIBED } from './subscribers.ts'
import { isSet, textIn, timeIn } from './values.ts'
import type { Walk } from './walk.ts'

/** How long a reason may be is not documented; an opt-out must not fail for its words. */
const REASON_CHARS_MAX = 200
/** Of one address; there is one subscriber with it, and as many ties as it has interests. */
const ROWS_MAX = 1000

export const consent: ConsentPart = {
  unmailableWords: [UNSUBSCRIBED],
  rules: {
    optOut:
      'Informz unsubscribes the address from everything of the brand, and is told the reason.',
    leave:
      'Informz takes the address off the interest; it stays a subscriber, mailed about its others '
      + 'as before.',
    resubscribe:
      'Homing does not tell Informz of returns yet: bring the person back there by hand, if it '
      + 'lets you.',
  },
  find,
  leave: (vendor, { address }, groups) =>
    takeOffInterests(
      vendor,
      [address],
      groups.map(({ id }) => id),
    ),
  async optOut(vendor, contact, said) {
    const subscriber = elements({
      Email: contact.address,
      UnsubscribeReason: markedReason(said),
    })
    const subscribers = element('Subscribers', element('Subscriber', subscriber))
    const ask = { name: 'Unsubscribe', inner: subscribers, isSafe: true }
    const words = complaintOf(await act(vendor, ask))
    if (words === '') return
    throw new Failure('refused', `${TITLE} did not unsubscribe the address.`, {
      whoMustAct: 'you',
      remedy: 'Unsubscribe it there by hand.',
    })
  },
}

/** The address is looked for as it is written; letter case is left to the vendor. */
async function find(vendor: Vendor, address: string): Promise<RemoteConsent | null> {
  const grids = gridsIn(await askGrids(vendor, [of(SUBSCRIBERS, address), of(INTERESTS, address)]))
  const wanted = address.toLowerCase()
  const [people, ties] = [SUBSCRIBERS, INTERESTS].map(({ types }) =>
    grids
      .flatMap(({ type, rows }) => (type === types[0] ? rows : []))
      .filter((row) => textIn(row, 'email').toLowerCase() === wanted),
  ) as [Record<string, unknown>[], Record<string, unknown>[]]
  const row = people[0]
  if (!row) return null
  const isOut = isSet(row, 'is_unsubscriber')
  const mark = isOut ? markIn(textIn(row, 'cancellation_message')) : undefined
  return {
    id: address,
    address: textIn(row, 'email'),
    state: isOut ? 'opted_out' : 'mailable',
    permission: isOut ? UNSUBSCRIBED : '',
    optedOutAt: isOut ? timeIn(row, 'cancellation_date') : null,
    ...(mark !== undefined && { mark }),
    groups: ties
      .filter((tie) => textIn(tie, 'cancellation_date') === '')
      .map((tie) => ({ kind: 'list', id: textIn(tie, 'interest_id') })),
    record: null,
  }
}

function of({ types, fields, sort }: Walk, address: string): GridAsk {
  const page = { sort, from: 1, rows: ROWS_MAX }
  return { type: types[0]!, where: [['email', 'EQ', address]], fields, page }
}

/** The reason, cut to what is told, with our mark at its end. */
function markedReason({ reason, mark }: OptOutAsk): string {
  const tail = `(Homing ${mark})`
  const words = reason.trim().slice(0, REASON_CHARS_MAX - tail.length - 1)
  return words === '' ? tail : `${words} ${tail}`
}
