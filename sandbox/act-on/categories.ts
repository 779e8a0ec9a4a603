import type { Suppressed } from './suppression.ts'

/** A subscription category: what a contact can leave without leaving everything. */
export interface Category {
  id: string
  name: string
  description: string
  createdAt: number
}

/** Somebody joined or left a category. */
export interface CategoryDeed {
  at: number
  email: string
  category: Category
  action: 'optin' | 'optout'
}

/** The account's categories, and who has left which. Whoever has not left one is in it. */
export interface CategoryBook {
  all(): readonly Category[]
  named(name: string): Category | undefined
  /** No API makes one: it is done on the vendor's pages. */
  create(name: string, description: string, at: number): Category
  set(email: string, category: Category, action: CategoryDeed['action'], at: number): void
  left(category: Category): Suppressed[]
  has(email: string, category: Category): boolean
  deeds: readonly CategoryDeed[]
}

const first: readonly (readonly [string, string])[] = [
  ['Client letters', 'Quarterly letters and other news for clients'],
  ['Seminars and events', 'Invitations to seminars and receptions'],
]

export function createCategories(start: number): CategoryBook {
  const categories: Category[] = []
  const out = new Map<string, Map<string, Suppressed>>()
  const deeds: CategoryDeed[] = []
  const create = (name: string, description: string, createdAt: number) => {
    const category = { id: String(categories.length + 1), name, description, createdAt }
    categories.push(category)
    out.set(category.id, new Map())
    return category
  }
  for (const [name, description] of first) create(name, description, start)
  const leavers = ({ id }: Category) => out.get(id) ?? new Map<string, Suppressed>()
  return {
    all: () => categories,
    named: (name) => categories.find((one) => one.name === name),
    create,
    set: (email, category, action, at) => {
      const key = email.toLowerCase()
      const isOut = leavers(category).has(key)
      if (isOut === (action === 'optout')) return
      if (isOut) leavers(category).delete(key)
      else leavers(category).set(key, { email, at, origin: '' })
      deeds.push({ at, email, category, action })
    },
    left: (category) => [...leavers(category).values()].sort((a, b) => a.at - b.at),
    has: (email, category) => !leavers(category).has(email.toLowerCase()),
    deeds,
  }
}
