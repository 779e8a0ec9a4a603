import type { ContactState, World } from '../world/world.ts'

/** Act-On numbers things in four hexadecimal digits: `l-000e`. */
export function numbered(prefix: string, number: number): string {
  return `${prefix}-${number.toString(16).padStart(4, '0')}`
}

/** The vendor's id of a list of the world. */
export function listName(world: World, listId: string): string {
  return numbered('l', world.lists.all().findIndex((one) => one.listId === listId) + 1)
}

/** The list that goes by that id, unless it is unknown or deleted. */
export function listNamed(world: World, name: string) {
  const number = /^l-([0-9a-f]{4})$/.exec(name)?.[1]
  const list = world.lists.all()[Number.parseInt(number ?? '0', 16) - 1]
  return list === undefined ? undefined : world.lists.live(list.listId)
}

/** A record is a contact on a list: `l-0001:12`. */
export function recordId(world: World, listId: string, state: ContactState): string {
  return `${listName(world, listId)}:${state.index}`
}

/** Everybody on a list, in the order of the account. */
export function membersOf(world: World, listId: string, now: number): ContactState[] {
  return world
    .contactsAt(now)
    .filter((state) => state.deletedAt === undefined && state.listIds.includes(listId))
}

/** The contact behind a record's id, if it is on that list now. */
export function memberAt(world: World, listId: string, record: string, now: number) {
  const name = listName(world, listId)
  return membersOf(world, listId, now).find((state) => `${name}:${state.index}` === record)
}
