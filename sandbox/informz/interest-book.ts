import type { ContactList } from '../world/lists.ts'
import type { ContactState, World } from '../world/world.ts'
import { createNumbers } from './numbers.ts'

/** Somebody came to an interest, or left it, by a document of a client. */
export interface InterestChange {
  contactId: string
  listId: string
  at: number
  added: boolean
}

/** The world's lists as the vendor's interests. */
export interface InterestBook {
  number(listId: string): number
  /** The number of a subscriber's tie to an interest. */
  link(contactId: string, listId: string): number
  /** The interest of that name, which begins to exist when it was not there. */
  named(name: string, now: number): ContactList
  add(state: ContactState, listId: string, now: number): void
  remove(state: ContactState, listId: string, now: number): void
  /** Oldest first. */
  changes(): readonly InterestChange[]
}

export function createInterests(world: World): InterestBook {
  const number = createNumbers(3001)
  const links = createNumbers(500_001)
  for (const { listId } of world.lists.all()) number(listId)
  const changes: InterestChange[] = []
  const change = (state: ContactState, one: Omit<InterestChange, 'contactId'>) => {
    const { contactId } = state.contact
    if (state.listIds.includes(one.listId) === one.added) return
    const happen = (now: ContactState) => {
      const others = now.listIds.filter((id) => id !== one.listId)
      now.listIds = one.added ? [...others, one.listId] : others
    }
    world.edit(contactId, { at: one.at, by: 'Account', happen })
    changes.push({ contactId, ...one })
  }
  return {
    number,
    link: (contactId, listId) => links(`${contactId}/${listId}`),
    named: (name, now) =>
      world.lists.named(name) ?? world.lists.create({ name, favorite: false }, now),
    add: (state, listId, at) => change(state, { listId, at, added: true }),
    remove: (state, listId, at) => change(state, { listId, at, added: false }),
    changes: () => changes,
  }
}
