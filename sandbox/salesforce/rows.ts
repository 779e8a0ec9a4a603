export type Value = string | number | boolean | null

/** A record as it is stored, by the names of its fields. */
export interface Row {
  Id: string
  IsDeleted: boolean
  [field: string]: Value
}

export type Changes = Readonly<Record<string, Value>>

export interface Table {
  all(): Iterable<Row>
  get(id: string): Row | undefined
  add(row: Row): void
  set(row: Row, changes: Changes): void
  /** The rows that have this value there, deleted ones too; texts without regard to case. */
  by(field: string, value: Value): readonly Row[]
  size(): number
}

/** What takes back the changes made since it was opened. */
export interface Journal {
  note(undo: () => void): void
}

type Index = Map<string, Set<Row>>

export function createTable(journal: Journal): Table {
  const rows = new Map<string, Row>()
  const indexes = new Map<string, Index>()
  const enter = (row: Row) => {
    rows.set(row.Id, row)
    for (const [field, index] of indexes) put(index, row[field] ?? null, row)
  }
  const leave = (row: Row) => {
    rows.delete(row.Id)
    for (const [field, index] of indexes) index.get(keyOf(row[field] ?? null))?.delete(row)
  }
  const write = (row: Row, changes: Changes) => {
    for (const [field, value] of Object.entries(changes)) {
      const index = indexes.get(field)
      index?.get(keyOf(row[field] ?? null))?.delete(row)
      row[field] = value
      if (index !== undefined) put(index, value, row)
    }
  }
  const indexed = (field: string): Index => {
    const known = indexes.get(field)
    if (known !== undefined) return known
    const index: Index = new Map()
    for (const row of rows.values()) put(index, row[field] ?? null, row)
    indexes.set(field, index)
    return index
  }
  return {
    all: () => rows.values(),
    get: (id) => rows.get(id),
    add: (row) => {
      enter(row)
      journal.note(() => leave(row))
    },
    set: (row, changes) => {
      const names = Object.keys(changes)
      const before = Object.fromEntries(names.map((name) => [name, row[name] ?? null]))
      write(row, changes)
      journal.note(() => write(row, before))
    },
    by: (field, value) => [...(indexed(field).get(keyOf(value)) ?? [])],
    size: () => rows.size,
  }
}

function put(index: Index, value: Value, row: Row): void {
  const key = keyOf(value)
  const known = index.get(key)
  if (known === undefined) index.set(key, new Set([row]))
  else known.add(row)
}

function keyOf(value: Value): string {
  return value === null ? '' : String(value).toLowerCase()
}
