import type { ObjectName } from './objects.ts'

/** A query that a user of the CRM has saved: the nearest thing to a target list. */
export interface SavedQuery {
  key: string
  object: ObjectName
  name: string
  description: string
  columns: readonly string[]
  /** The rows it finds, by their keys. */
  members: Set<string>
}

/** Names are of one object: two objects may have a query of the same name. */
export interface SavedQueries {
  all(): readonly SavedQuery[]
  of(object: ObjectName): readonly SavedQuery[]
  find(object: ObjectName, name: string): SavedQuery | undefined
  withKey(key: string): SavedQuery | undefined
  add(query: SavedQuery): void
}

export function createSavedQueries(): SavedQueries {
  const queries = new Map<string, SavedQuery>()
  const all = () => [...queries.values()]
  return {
    all,
    of: (object) => all().filter((one) => one.object === object),
    find: (object, name) => {
      const wanted = name.toLowerCase()
      return all().find((one) => one.object === object && one.name.toLowerCase() === wanted)
    },
    withKey: (key) => queries.get(key),
    add: (query) => void queries.set(query.key, query),
  }
}
