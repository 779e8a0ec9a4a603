import type { Random } from '../random.ts'
import type { ListDefinition } from './definition.ts'

/** A contact list as it stands now. */
export interface ContactList {
  listId: string
  name: string
  description?: string
  favorite: boolean
  createdAt: number
  updatedAt: number
  deletedAt?: number
}

export interface ListInput {
  name: string
  description?: string
  favorite: boolean
}

/** The account's lists; those that were deleted are still remembered. */
export interface ListBook {
  all(): readonly ContactList[]
  /** The list, unless it is unknown or deleted. */
  live(listId: string): ContactList | undefined
  named(name: string): ContactList | undefined
  create(input: ListInput, at: number): ContactList
  update(list: ContactList, input: ListInput, at: number): void
  remove(listId: string, at: number): void
  /** Whether that list was deleted: nobody is a member of it any more. */
  gone(listId: string): boolean
}

export function createLists(
  definitions: readonly ListDefinition[],
  start: number,
  random: Random,
): ListBook {
  const lists = definitions.map(({ createdAfter, ...list }): ContactList => {
    const createdAt = start + createdAfter
    return { ...list, createdAt, updatedAt: createdAt }
  })
  const removed = new Set<string>()
  const alive = () => lists.filter((list) => list.deletedAt === undefined)
  return {
    all: () => lists,
    live: (listId) => alive().find((list) => list.listId === listId),
    named: (name) => alive().find((list) => list.name === name),
    create: (input, at) => {
      const listId = random.fork(String(lists.length)).uuid()
      const list = { listId, ...input, createdAt: at, updatedAt: at }
      lists.push(list)
      return list
    },
    update: (list, input, at) => {
      delete list.description
      Object.assign(list, input, { updatedAt: at })
    },
    remove: (listId, at) => {
      const list = alive().find((one) => one.listId === listId)
      if (list === undefined) return
      Object.assign(list, { deletedAt: at, updatedAt: at })
      removed.add(listId)
    },
    gone: (listId) => removed.has(listId),
  }
}
