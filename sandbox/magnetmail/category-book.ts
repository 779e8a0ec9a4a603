import type { World } from '../world/world.ts'
import type { GroupBook } from './group-book.ts'

/** A part of the account's groups, which can be left as one. */
export interface Category {
  id: number
  name: string
  createdAt: number
}

export interface CategoryBook {
  all(): readonly Category[]
  find(id: number): Category | undefined
  /** The lists of the groups in it. */
  listIds(id: number): string[]
  /** Puts a group in it. */
  put(listId: string, id: number): void
}

const FIRST = 501

/** What of the world's lists is in a category, in their order; the others are in none. */
const CATEGORIES = [
  { name: 'Letters', lists: [0, 1] },
  { name: 'Business and events', lists: [2, 3] },
] as const

export function createCategories(world: World, groups: GroupBook): CategoryBook {
  const lists = groups.all()
  const of = new Map<string, number>()
  const all = CATEGORIES.map(({ name, lists: places }, at): Category => {
    const id = FIRST + at
    for (const list of places.map((place) => lists[place])) {
      if (list !== undefined) of.set(list.listId, id)
    }
    return { id, name, createdAt: world.start }
  })
  return {
    all: () => all,
    find: (id) => all.find((one) => one.id === id),
    listIds: (id) => [...of].filter(([, one]) => one === id).map(([listId]) => listId),
    put: (listId, id) => void of.set(listId, id),
  }
}
