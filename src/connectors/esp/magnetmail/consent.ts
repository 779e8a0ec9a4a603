import {
  type ConsentPart,
  Failure,
  type JsonObject,
  type RemoteConsent,
  type RemoteGroup,
  type Vendor,
} from '../../sdk/index.ts'
import { TITLE } from './client.ts'
import { faxConsent } from './fax-consent.ts'
import { editRecipient } from './fields.ts'
import { groupsOf, unsubscribe } from './groups.ts'
import { findRecipients, permissionOf, SUPPRESSED, UNSUBSCRIBED } from './recipients.ts'
import { textIn } from './values.ts'

export const consent: ConsentPart = {
  unmailableWords: [UNSUBSCRIBED, SUPPRESSED],
  rules: {
    optOut: 'MagnetMail unsubscribes the recipient from the account. No reason is kept.',
    leave:
      'MagnetMail notes the group as left by the recipient, who gets everything else as before.',
    resubscribe:
      'MagnetMail offers programs no way back: bring the person back there by hand, if it lets '
      + 'you.',
  },
  faxes: faxConsent,
  find,
  async leave(vendor, contact, groups) {
    for (const { id } of groups.filter(isGroup)) await unsubscribe(vendor, idsOf(contact), id)
  },
  async replaceAddress(vendor, contact, address) {
    for (const id of idsOf(contact)) await editRecipient(vendor, id, { email: address })
  },
  async optOut(vendor, contact) {
    for (const id of idsOf(contact)) await unsubscribe(vendor, [id])
    // What 0 means as a group is not documented: only what the vendor holds then is certain.
    const held = await find(vendor, contact.address, [])
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

/** Where there are several, one that has not left decides: the address may then be mailed. */
async function find(
  vendor: Vendor,
  address: string,
  about?: readonly RemoteGroup[],
): Promise<RemoteConsent | null> {
  const rows = await findRecipients(vendor, address)
  const row = rows.find((one) => permissionOf(one) !== UNSUBSCRIBED) ?? rows[0]
  if (!row) return null
  const permission = permissionOf(row)
  const categories = about?.filter(({ kind }) => kind === 'category') ?? []
  const isOfCategories = categories.length > 0 && categories.length === about?.length
  return {
    id: textIn(row, 'id'),
    address: textIn(row, 'email'),
    // Whom the account holds back has not left: the wish is told all the same.
    state: permission === UNSUBSCRIBED ? 'opted_out' : 'mailable',
    permission,
    optedOutAt: null,
    groups: about === undefined || about.some(isGroup) ? await groupsOfAll(vendor, rows) : [],
    record: rows,
    // Nothing tells who is in a category, so it could not be seen that somebody was taken out.
    ...(isOfCategories && {
      groups: categories,
      takesNoWish:
        'MagnetMail does not tell who is in a group category: take the person out of it there by '
        + 'hand.',
    }),
  }
}

const isGroup = ({ kind }: RemoteGroup) => kind === 'list'

async function groupsOfAll(vendor: Vendor, rows: readonly JsonObject[]): Promise<RemoteGroup[]> {
  const ids = new Set<string>()
  for (const row of rows) {
    for (const id of await groupsOf(vendor, textIn(row, 'id'))) ids.add(id)
  }
  return [...ids].map((id) => ({ kind: 'list', id }))
}
