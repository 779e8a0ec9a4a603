import type { ContactList } from '../world/lists.ts'
import type { ContactState, World } from '../world/world.ts'
import { createNumbers } from './numbers.ts'

/** The world's lists as the vendor's groups. */
export interface GroupBook {
  id(listId: string): number
  find(id: number): ContactList | undefined
  all(): ContactList[]
  /** The new group's list; undefined where another has that name. */
  add(name: string, now: number): ContactList | undefined
  /** Who is in it by then, with or without a permission to be written to. */
  members(listId: string, now: number): ContactState[]
  put(contactId: string, listIds: readonly string[], at: number): void
  take(contactId: string, listIds: readonly string[], at: number): void
}

export function createGroups(world: World): GroupBook {
  const numbers = createNumbers(7001)
  for (const { listId } of world.lists.all()) numbers.of(listId)
  const change = (contactId: string, at: number, next: (ids: readonly string[]) => string[]) => {
    const happen = (state: ContactState) => void (state.listIds = next(state.listIds))
    world.edit(contactId, { at, by: 'Account', happen })
  }
  return {
    id: (listId) => numbers.of(listId),
    find: (id) => world.lists.live(numbers.key(id) ?? ''),
    all: () => world.lists.all().filter(({ deletedAt }) => deletedAt === undefined),
    add: (name, now) => {
      if (world.lists.named(name) !== undefined) return undefined
      return world.lists.create({ name, favorite: false }, now)
    },
    members: (listId, now) =>
      world.contactsAt(now).filter(({ deletedAt, address, listIds }) => {
        return deletedAt === undefined && address !== '' && listIds.includes(listId)
      }),
    put: (contactId, listIds, at) => {
      if (listIds.length > 0) change(contactId, at, (ids) => [...new Set([...ids, ...listIds])])
    },
    take: (contactId, listIds, at) => {
      if (listIds.length > 0)
        change(contactId, at, (ids) => ids.filter((id) => !listIds.includes(id)))
    },
  }
}
