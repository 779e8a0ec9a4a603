import { childOf, childrenOf } from '../soap/index.ts'
import { part, text, whole, word } from './asked.ts'
import { children, make } from './elements.ts'
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

/** Holds back everybody on a list; whoever is not known by an address is taken in for that. */
export const uploadSuppressionList: Operation = (vendor, asked, { now }) => {
  const list = part(asked, 'suppressionlist')
  const by = word(list, 'suppressby', identities)
  const type = word(list, 'type', types)
  const counts = { new_added: 0, total_updated: 0 }
  // This account has neither fax nor short messages: there is nothing of them to hold back.
  if (by === 'Fax' || !type.startsWith('Email')) return children(counts)
  const people = childrenOf(childOf(list, 'recipients') ?? list, 'Recipient')
  for (const one of people) {
    const known =
      by === 'Email'
        ? vendor.recipients.withAddress(text(one, 'email'), now)
        : vendor.recipients.withCustomId(text(one, 'Custom_Id'), now)
    if (known !== undefined) {
      vendor.suppressions.suppress(known.contact.contactId, now)
      counts.total_updated += 1
    } else if (by === 'Email' && takeIn(vendor, text(one, 'email'), now)) counts.new_added += 1
  }
  return children(counts)
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
