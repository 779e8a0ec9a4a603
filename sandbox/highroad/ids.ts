import type { ContactList } from '../world/lists.ts'
import type { ContactState, World } from '../world/world.ts'
import { Refused } from './errors.ts'

/** The ids are whole numbers, and begin apart so that none passes for one of another kind. */
const firstContact = 500_001
const firstList = 6001

export function contactId({ index }: Pick<ContactState, 'index'>): number {
  return firstContact + index
}

export function listId(world: World, id: string): number {
  return firstList + world.lists.all().findIndex((one) => one.listId === id)
}

/** The contact of that number, unless it is unknown or deleted. */
export function contactNumbered(world: World, id: number, now: number): ContactState {
  const found = contactsAt(world, now).find((state) => contactId(state) === id)
  if (found === undefined) throw new Refused('There is no such contact')
  return found
}

/** Everybody in the core table, oldest first. */
export function contactsAt(world: World, now: number): ContactState[] {
  return world.contactsAt(now).filter((state) => state.deletedAt === undefined)
}

export function listNumbered(world: World, id: number): ContactList {
  const listed = world.lists.all()[id - firstList]
  const found = listed && world.lists.live(listed.listId)
  if (found === undefined) throw new Refused('There is no such list')
  return found
}

/** The numbers of the lists somebody is on. */
export function listsOf(world: World, state: ContactState): number[] {
  return state.listIds.map((id) => listId(world, id))
}
