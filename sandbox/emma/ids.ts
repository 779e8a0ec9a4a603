import type { ContactState, World } from '../world/world.ts'

/** The ids are whole numbers, and begin apart so that none passes for one of another kind. */
const firstMember = 200_000
const firstGroup = 150

export function memberId({ index }: Pick<ContactState, 'index'>): number {
  return firstMember + index
}

/** The number of the group that a list of the world is. */
export function groupId(world: World, listId: string): number {
  return firstGroup + world.lists.all().findIndex((one) => one.listId === listId)
}

/** The list behind a group, unless it is unknown or deleted. */
export function listOfGroup(world: World, id: number) {
  const list = world.lists.all()[id - firstGroup]
  return list === undefined ? undefined : world.lists.live(list.listId)
}

/** The lists behind some groups; undefined when one of them is not there. */
export function listsOfGroups(world: World, ids: readonly number[]): string[] | undefined {
  const lists = ids.map((id) => listOfGroup(world, id)?.listId)
  return lists.includes(undefined) ? undefined : (lists as string[])
}

/** Somebody of the account, deleted or not, by number. */
export function memberNumbered(world: World, id: number, now: number): ContactState | undefined {
  return world.contactsAt(now).find((state) => memberId(state) === id)
}

/** The number in a path, which routes let through as digits only. */
export function numberIn(text: string | undefined): number {
  return Number(text ?? NaN)
}
