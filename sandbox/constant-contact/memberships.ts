import type { ContactState, World } from '../world/world.ts'

/** A contact can be a member of so many lists. */
export const mostLists = 50

/** Everybody on one of the lists who is not deleted. */
export function membersOf(world: World, listIds: readonly string[], at: number): string[] {
  const on = (state: ContactState) => listIds.some((id) => state.listIds.includes(id))
  const states = world.contactsAt(at).filter((state) => state.deletedAt === undefined)
  return states.filter(on).map((state) => state.contact.contactId)
}

/** The contacts the vendor bills: not deleted, and with a permission to send. */
export function activeContacts(world: World, at: number): string[] {
  return world
    .contactsAt(at)
    .filter((state) => state.deletedAt === undefined)
    .filter(({ permission }) => permission === 'explicit' || permission === 'implicit')
    .map((state) => state.contact.contactId)
}

/**
 * Puts a contact on lists, which brings a deleted one back and never changes a permission. Answers
 * false when there would be too many lists.
 */
export function putOn(
  world: World,
  state: ContactState,
  listIds: readonly string[],
  at: number,
): boolean {
  const all = new Set([...state.listIds, ...listIds])
  if (all.size > mostLists) return false
  if (all.size === state.listIds.length && state.deletedAt === undefined) return true
  const happen = (one: ContactState) => {
    delete one.deletedAt
    one.listIds = [...new Set([...one.listIds, ...listIds])]
  }
  world.edit(state.contact.contactId, { at, by: 'Account', happen })
  return true
}

/** Takes a contact off lists; its permission stays as it is. */
export function takeOff(
  world: World,
  contactId: string,
  listIds: readonly string[],
  at: number,
): void {
  const state = world.contactAt(contactId, at)
  if (state?.listIds.some((id) => listIds.includes(id)) !== true) return
  const happen = (one: ContactState) => {
    one.listIds = one.listIds.filter((id) => !listIds.includes(id))
  }
  world.edit(contactId, { at, by: 'Account', happen })
}
