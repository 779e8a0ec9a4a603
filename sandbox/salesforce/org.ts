import { createRandom, type Random } from '../random.ts'
import { createIds } from './ids.ts'
import { moment } from './moments.ts'
import { fieldOf, interactionObject, standardObjects, type SObject } from './objects.ts'
import { createTable, type Row, type Table, type Value } from './rows.ts'

/** The organization with its database: what is written decides what is read later. */
export interface Org {
  id: string
  random: Random
  /** The sandbox's clock, in the vendor's notation. */
  now(): string
  newId(prefix: string): string
  objects(): readonly SObject[]
  /** By its name in any case. */
  object(name: string): SObject | undefined
  objectOfId(id: string): SObject | undefined
  table(object: string): Table
  /** A record that is there, whatever its object. */
  find(id: Value): Row | undefined
  /** A field of a record, looked up where it is computed. */
  read(row: Row, field: string): Value
  /** The user in whose name the API works, and the one who looks after the organization. */
  users: { api: string; admin: string }
  /** The namespace prefix of Practifi, if it is installed. */
  practifi(): string | undefined
  /** Installs Practifi under that prefix, or takes it away; its records are gone. */
  install(prefix: string | undefined): void
  /** Does all of it or, if it answers false or throws, nothing. */
  atomically(work: () => boolean): void
  records(): number
}

export function createOrg(clock: { now(): number }, seed: number): Org {
  const ids = createIds()
  const undos: (() => void)[][] = []
  const journal = { note: (undo: () => void) => void undos.at(-1)?.push(undo) }
  const objects = new Map<string, SObject>()
  const byPrefix = new Map<string, SObject>()
  const tables = new Map<string, Table>()
  const enter = (object: SObject) => {
    objects.set(object.name.toLowerCase(), object)
    byPrefix.set(object.prefix, object)
    tables.set(object.name, createTable(journal))
  }
  for (const one of standardObjects()) enter(one)
  let prefix: string | undefined
  const find = (id: Value) => {
    const object = typeof id === 'string' ? byPrefix.get(id.slice(0, 3)) : undefined
    const row = object && tables.get(object.name)?.get(id as string)
    return row?.IsDeleted === false ? row : undefined
  }
  const org: Org = {
    id: ids('00D'),
    random: createRandom(`salesforce/${seed}`),
    now: () => moment(clock.now()),
    newId: ids,
    objects: () => [...objects.values()],
    object: (name) => objects.get(name.toLowerCase()),
    objectOfId: (id) => byPrefix.get(id.slice(0, 3)),
    table: (name) => tables.get(name) as Table,
    find,
    read: (row, name) => {
      const object = byPrefix.get(row.Id.slice(0, 3))
      const field = object && fieldOf(object, name)
      return field?.formula?.(org, row) ?? row[field?.name ?? ''] ?? null
    },
    users: { api: ids('005'), admin: ids('005') },
    practifi: () => prefix,
    install: (next) => {
      const before = byPrefix.get('a0X')
      if (before !== undefined) objects.delete(before.name.toLowerCase())
      byPrefix.delete('a0X')
      prefix = next
      if (next !== undefined) enter(interactionObject(next))
    },
    atomically: (work) => {
      undos.push([])
      let done = false
      try {
        done = work()
      } finally {
        const taken = undos.pop() ?? []
        if (!done) for (const undo of taken.reverse()) undo()
      }
    },
    records: () => [...tables.values()].reduce((sum, one) => sum + one.size(), 0),
  }
  return org
}
