import { childOf, childrenOf, type Element } from '../soap/index.ts'
import type { ContactState } from '../world/world.ts'
import { part, text, whole, word } from './asked.ts'
import { children, make } from './elements.ts'
import { valueOf } from './recipient-fields.ts'
import { recipientElement } from './recipient-shape.ts'
import { plainAddress } from './recipient-writes.ts'
import type { Operation, Vendor } from './vendor.ts'

const identities = ['CustomId', 'Email', 'Fax'] as const
const types = [
  'Email',
  'Fax',
  'EmailAndFax',
  'SMS',
  'EmailAndSms',
  'FaxAndSms',
  'EmailFaxAndSms',
] as const

/**
 * Holds back everybody on a list, by mail, by fax or both; whoever is not known by an address is
 * taken in to be held back by mail.
 */
export const uploadSuppressionList: Operation = (vendor, asked, { now }) => {
  const list = part(asked, 'suppressionlist')
  const by = word(list, 'suppressby', identities)
  const type = word(list, 'type', types)
  const counts = { new_added: 0, total_updated: 0 }
  for (const one of childrenOf(childOf(list, 'recipients') ?? list, 'Recipient')) {
    const known = namedBy(vendor, by, one, now)
    for (const { contact } of known) hold(vendor, contact.contactId, type, now)
    counts.total_updated += known.length
    if (known.length > 0 || by !== 'Email' || !type.startsWith('Email')) continue
    if (takeIn(vendor, text(one, 'email'), now)) counts.new_added += 1
  }
  return children(counts)
}

/** An address and an id are one recipient's, a fax number may be several people's. */
function namedBy(
  vendor: Vendor,
  by: (typeof identities)[number],
  one: Element,
  now: number,
): ContactState[] {
  const { recipients } = vendor
  if (by === 'Email') return [recipients.withAddress(text(one, 'email'), now) ?? []].flat()
  if (by === 'CustomId') return [recipients.withCustomId(text(one, 'Custom_Id'), now) ?? []].flat()
  const number = text(one, 'fax')
  if (number === '') return []
  return recipients.all(now).filter((state) => valueOf(vendor, state, 'fax') === number)
}

/** There are no short messages in this account, so there is nothing of them to hold back. */
function hold(
  { suppressions, faxes }: Vendor,
  contactId: string,
  type: (typeof types)[number],
  now: number,
): void {
  if (type.includes('Email')) suppressions.suppress(contactId, now)
  if (type.includes('Fax')) faxes.suppress(contactId, now)
}

function takeIn(vendor: Vendor, address: string, now: number): boolean {
  // An address of somebody who was taken away stays with them.
  if (!plainAddress.test(address) || vendor.world.holderOf(address, now)) return false
  const added = { address, permission: 'temp_hold', by: 'Account', listIds: [] } as const
  vendor.suppressions.suppress(vendor.world.create(added, now), now)
  return true
}

/** Who is held back since a moment between two, of one group or all. */
export const suppressedRecipients: Operation = (vendor, asked, call) => {
  const from = call.times.read(text(asked, 'start_date')) ?? -Infinity
  const to = call.times.read(text(asked, 'end_date')) ?? Infinity
  const groupId = whole(asked, 'group_id')
  const listId = vendor.groups.find(groupId)?.listId ?? ''
  return vendor.recipients.all(call.now).flatMap((state) => {
    const since = vendor.suppressions.since(state)
    if (since === undefined || since < from || since > to) return []
    if (groupId !== 0 && !state.listIds.includes(listId)) return []
    const recipient = recipientElement(vendor, state.contact.contactId, call)
    return [make('RecipientExtended', [...recipient, make('extended_field')])]
  })
}
