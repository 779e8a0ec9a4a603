import {
  type ConsentPart,
  elements,
  element,
  Failure,
  type JsonObject,
  type RemoteConsent,
  type Vendor,
} from '../../sdk/index.ts'
import { ask, numericId, TITLE } from './client.ts'
import { foundIn, permissionOf, search, SUPPRESSED, UNSUBSCRIBED } from './recipients.ts'
import { textIn } from './values.ts'

/** Of one address: one, or a few where the account tells recipients apart by its own id. */
const ROWS_MAX = 100

export const consent: ConsentPart = {
  tellsNoLists: true,
  unmailableWords: [UNSUBSCRIBED, SUPPRESSED],
  rules: {
    optOut: 'MagnetMail unsubscribes the recipient from the account. No reason is kept.',
    resubscribe:
      'MagnetMail offers programs no way back: bring the person back there by hand, if it lets '
      + 'you.',
  },
  find,
  async optOut(vendor, contact) {
    for (const id of idsOf(contact)) await unsubscribe(vendor, id)
    // What 0 means as a group is not documented: only what the vendor holds then is certain.
    const held = await find(vendor, contact.address)
    if (held === null || held.permission === UNSUBSCRIBED) return
    throw new Failure('refused', `${TITLE} did not unsubscribe the address.`, {
      whoMustAct: 'you',
      remedy: 'Unsubscribe it there by hand.',
    })
  },
}

function idsOf({ record, id }: RemoteConsent): string[] {
  const rows = Array.isArray(record) ? (record as JsonObject[]) : []
  return rows.length === 0 ? [id] : rows.map((row) => textIn(row, 'id'))
}

async function unsubscribe(vendor: Vendor, id: string): Promise<void> {
  const RecipientId = numericId(id)
  await ask(vendor, 'unsubscribeRecipients', (UserId) => ({
    unsubscribes: element(
      'Unsubscribe',
      elements({ Id: 0, UserId, RecipientId, MessageId: 0, GroupId: 0 }),
    ),
  }))
}

/** Where there are several, one that has not left decides: the address may then be mailed. */
async function find(vendor: Vendor, address: string): Promise<RemoteConsent | null> {
  const wanted = address.toLowerCase()
  const answer = await search(vendor, { page: 1, rows: ROWS_MAX, email: address })
  const rows = foundIn(answer)
    .filter((one) => one !== null)
    .filter((one) => textIn(one, 'email').toLowerCase() === wanted)
  const row = rows.find((one) => permissionOf(one) !== UNSUBSCRIBED) ?? rows[0]
  if (!row) return null
  const permission = permissionOf(row)
  return {
    id: textIn(row, 'id'),
    address: textIn(row, 'email'),
    // Whom the account holds back has not left: the wish is told all the same.
    state: permission === UNSUBSCRIBED ? 'opted_out' : 'mailable',
    permission,
    optedOutAt: null,
    groups: [],
    record: rows,
  }
}
