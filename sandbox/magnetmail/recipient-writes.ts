import { childOf, isNil, type Element } from '../soap/index.ts'
import type { ContactState } from '../world/world.ts'
import { flag, text, whole, wholes } from './asked.ts'
import { saved } from './errors.ts'
import { fieldNames, writing } from './recipient-fields.ts'
import type { Operation, Vendor } from './vendor.ts'

export const plainAddress = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/

/** Values by the names of fields; a field that is left out stays as it is. */
export type Fields = ReadonlyMap<string, string>

function fieldsIn(asked: Element): Fields {
  const given = fieldNames.filter((name) => {
    const field = childOf(asked, name)
    return field !== undefined && !isNil(field)
  })
  const values = new Map(given.map((name) => [name, text(asked, name)] as const))
  const textOnly = flag(asked, 'text_only')
  return textOnly === undefined ? values : values.set('text_only', String(textOnly))
}

/** Takes a new recipient in, and answers its contact; the address must be free. */
export function takeIn(vendor: Vendor, fields: Fields, at: number): string {
  const { world } = vendor
  const address = fields.get('email') ?? ''
  const added = { address, permission: 'implicit', by: 'Account', listIds: [] } as const
  // Somebody who was taken away comes back as what they were.
  const contactId = world.holderOf(address, at)?.contact.contactId ?? world.create(added, at)
  write(vendor, contactId, fields, at)
  return contactId
}

/** Writes to a recipient who is there; an address must be free, an empty one is left out. */
export function write(
  { world, recipients }: Vendor,
  contactId: string,
  fields: Fields,
  at: number,
) {
  const rest = new Map(fields)
  rest.delete('email')
  rest.delete('custom_id')
  const change = writing(world, rest, at)
  const email = fields.get('email') ?? ''
  const happen = (state: ContactState) => {
    delete state.deletedAt
    change(state)
    if (email !== '') state.address = email
  }
  world.edit(contactId, { at, by: 'Account', happen })
  const customId = fields.get('custom_id')
  if (customId !== undefined) recipients.name(contactId, customId)
}

/** A new recipient; one whose address is known is refused, not written to. */
export const addRecipient: Operation = (vendor, asked, { now }) => {
  const fields = fieldsIn(asked)
  const email = fields.get('email') ?? ''
  if (!plainAddress.test(email)) return saved('address')
  if (vendor.recipients.withAddress(email, now) !== undefined) return saved('exists')
  const lists = wholes(asked, 'Groups').map((id) => vendor.groups.find(id))
  if (lists.includes(undefined)) return saved('group')
  const contactId = takeIn(vendor, fields, now)
  vendor.groups.put(
    contactId,
    lists.flatMap((list) => list?.listId ?? []),
    now,
  )
  return saved(vendor.recipients.id(contactId))
}

/** Writes the fields that are given, empty ones too; an address that is given must be one. */
export const editRecipient: Operation = (vendor, asked, { now }) => {
  const { recipients } = vendor
  const id = whole(asked, 'recipient_id')
  const state = recipients.find(id, now)
  if (state === undefined) return saved('recipient')
  const fields = fieldsIn(asked)
  const { contactId } = state.contact
  const email = fields.get('email')
  if (email !== undefined) {
    if (!plainAddress.test(email)) return saved('address')
    const holder = vendor.world.holderOf(email, now)
    if (holder !== undefined && holder.contact.contactId !== contactId) return saved('exists')
  }
  write(vendor, contactId, fields, now)
  return saved(id)
}

/** Puts a recipient in groups, and takes it out of others as if it had left them itself. */
export const editRecipientGroups: Operation = (vendor, asked, { now }) => {
  const state = vendor.recipients.find(whole(asked, 'recipient_id'), now)
  const listed = (name: string) => wholes(asked, name).map((id) => vendor.groups.find(id)?.listId)
  const [joined, left] = [listed('new_groups'), listed('unsubscribed_groups')]
  if (state === undefined || [...joined, ...left].includes(undefined)) return false
  const { contactId } = state.contact
  const message = vendor.messages.find(whole(asked, 'message_id'))
  const known = (ids: readonly (string | undefined)[]) => ids.flatMap((id) => id ?? [])
  vendor.groups.put(contactId, known(joined), now)
  for (const listId of known(left)) {
    vendor.unsubscribes.leave({ contactId, at: now, message, listId })
  }
  return true
}
