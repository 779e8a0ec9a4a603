/** A record: its number, and texts under the names by which they are read. */
export interface Row {
  readonly id: string
  readonly values: Record<string, string>
}

/** The records of one module that are there. */
export interface Table {
  find(id: string): Row | undefined
  /** In the order of their numbers. */
  all(): readonly Row[]
  /** Those whose field has this value, whatever the case of its letters. */
  having(field: string, value: string): readonly Row[]
  add(row: Row): void
  change(row: Row, values: Readonly<Record<string, string>>): void
  remove(row: Row): void
}

/** A sandbox that is written to without end refuses at last. */
const mostRows = 500_000

type Index = Map<string, Set<Row>>

/** Keeps an index of each field that was once asked for: a search must not read all rows. */
export function createTable(): Table {
  const byId = new Map<string, Row>()
  let ordered: Row[] = []
  const indexes = new Map<string, Index>()
  const indexOf = (field: string) => {
    const known = indexes.get(field)
    if (known !== undefined) return known
    const index: Index = new Map()
    for (const row of ordered) enter(index, row, row.values[field])
    indexes.set(field, index)
    return index
  }
  return {
    find: (id) => byId.get(id),
    all: () => ordered,
    having: (field, value) => {
      const found = [...(indexOf(field).get(fold(value)) ?? [])]
      return found.sort((a, b) => Number(a.id) - Number(b.id))
    },
    add: (row) => {
      if (ordered.length >= mostRows) throw new Error('the sandbox keeps no more records')
      byId.set(row.id, row)
      ordered.push(row)
      for (const [field, index] of indexes) enter(index, row, row.values[field])
    },
    change: (row, values) => {
      for (const [field, value] of Object.entries(values)) {
        const index = indexes.get(field)
        if (index !== undefined) leave(index, row, row.values[field])
        row.values[field] = value
        if (index !== undefined) enter(index, row, value)
      }
    },
    remove: (row) => {
      byId.delete(row.id)
      ordered = ordered.filter((one) => one !== row)
      for (const [field, index] of indexes) leave(index, row, row.values[field])
    },
  }
}

/** As its database compares: without regard to case. */
export function fold(text: string): string {
  return text.toLowerCase()
}

function enter(index: Index, row: Row, value = ''): void {
  const key = fold(value)
  const bucket = index.get(key)
  if (bucket === undefined) index.set(key, new Set([row]))
  else bucket.add(row)
}

function leave(index: Index, row: Row, value = ''): void {
  const key = fold(value)
  const bucket = index.get(key)
  bucket?.delete(row)
  if (bucket?.size === 0) index.delete(key)
}
