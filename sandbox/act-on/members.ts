import type { ContactState } from '../world/world.ts'
import { writing, type Values } from './columns.ts'
import type { Vendor } from './vendor.ts'

export interface RecordInput {
  address: string
  values: Values
}

/**
 * Puts a contact on a list with some values, making it if the address is new. An address that has
 * opted out stays so, and a value that is not given stays as it is.
 */
export function writeRecord(
  { world, suppression }: Vendor,
  listId: string,
  { address, values }: RecordInput,
  at: number,
): { state: ContactState; isNew: boolean } {
  const holder = world.holderOf(address, at)
  const fresh = { address, permission: 'implicit', by: 'Account', listIds: [listId] } as const
  const contactId = holder?.contact.contactId ?? world.create(fresh, at)
  if (holder === undefined) suppression.inherit(contactId, address, at)
  const becomes = values.find(([column]) => column.type === 'EMAIL')?.[1] ?? address
  if (holder !== undefined) suppression.move(holder, becomes, at)
  const write = writing(world, values, at)
  const happen = (state: ContactState) => {
    delete state.deletedAt
    state.listIds = [...new Set([...state.listIds, listId])]
    write(state)
  }
  world.edit(contactId, { at, by: 'Account', happen })
  const isNew = holder?.listIds.includes(listId) !== true
  return { state: world.contactAt(contactId, at) as ContactState, isNew }
}

/** Takes a contact off a list; the person, and what it decided, stay known. */
export function removeFrom(
  { world }: Pick<Vendor, 'world'>,
  listId: string,
  { contact }: ContactState,
  at: number,
): void {
  const happen = (state: ContactState) => {
    state.listIds = state.listIds.filter((id) => id !== listId)
  }
  world.edit(contact.contactId, { at, by: 'Account', happen })
}
