/** A row as its table has it: texts, and NULL. */
export type Row = Record<string, string | null> & { id: string }

/** The rows of one module; those that were deleted are still there, marked. */
export interface Rows {
  find(id: string): Row | undefined
  /** Unless it is unknown or deleted. */
  live(id: string): Row | undefined
  /** In the order of their keys, as the database gives them when nobody asks for another. */
  all(): readonly Row[]
  add(row: Row): void
  size(): number
}

export function createRows(): Rows {
  const byId = new Map<string, Row>()
  let ordered: Row[] | undefined
  return {
    find: (id) => byId.get(id),
    live: (id) => {
      const row = byId.get(id)
      return row === undefined || row.deleted === '1' ? undefined : row
    },
    all: () => (ordered ??= [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))),
    add: (row) => {
      byId.set(row.id, row)
      ordered = undefined
    },
    size: () => byId.size,
  }
}

/** The database's notation of a moment: UTC, whole seconds. */
export function stamp(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}
