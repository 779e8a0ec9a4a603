/** Whether people are still there, and whose they are, in as few questions as there can be. */
import { asObject, Failure, type Vendor, walkPages } from '../../sdk/index.ts'
import { ask, recordOf, TITLE } from './client.ts'
import { type Module } from './modules.ts'
import { PAGE_ROWS, pageOf } from './record-list.ts'
import { isId, textIn } from './values.ts'

/** The number of the user who owns the record; empty where nobody does. */
export type Owner = string

/** By the numbers of records; who is not in it is not there. */
export type Roster = ReadonlyMap<string, Owner>

/** Until a whole list is read again: who is deleted meanwhile is taken to be there. */
const FRESH_MS = 10 * 60_000
/** A module with more records is asked for one by one: their numbers are held in memory. */
const RECORDS_MAX = 500_000

interface Known {
  /** Asked for one by one on this line by now. */
  asked: number
  /** Pages the whole list has; null: not counted yet. */
  pages: number | null
  all: { at: number; owners: Roster } | null
}

/** By line and module: a line is one run's. */
const lines = new WeakMap<Vendor, Map<string, Known>>()

/**
 * Who of these records of a module is there. One by one as long as that takes fewer calls than the
 * whole list has pages, and by the list from then on: never twice of what would have been enough.
 */
export async function rosterOf(
  vendor: Vendor,
  module: Module,
  numbers: readonly string[],
): Promise<Roster> {
  const known = knownOf(vendor, module)
  const all = isFresh(vendor, known)
    ? known.all!.owners
    : await listed(vendor, known, [module, numbers])
  const there = new Map<string, Owner>()
  for (const number of new Set(numbers)) {
    const owner = all?.get(number) ?? (await oneByOne(vendor, known, [module, number]))
    if (owner !== null) there.set(number, owner)
  }
  return there
}

function knownOf(vendor: Vendor, { id }: Module): Known {
  const modules = lines.get(vendor) ?? new Map<string, Known>()
  lines.set(vendor, modules)
  const known = modules.get(id) ?? { asked: 0, pages: null, all: null }
  modules.set(id, known)
  return known
}

function isFresh(vendor: Vendor, { all }: Known): boolean {
  return all !== null && vendor.now() - all.at < FRESH_MS
}

/** Whoever a list leaves out is asked for alone: a page may pass over somebody. */
async function oneByOne(
  vendor: Vendor,
  known: Known,
  [module, number]: [Module, string],
): Promise<Owner | null> {
  known.asked += 1
  const record = await recordOf(vendor, module.id, number)
  return record === null ? null : textIn(record['smownerid'])
}

/** The whole list, where it is worth it by now; null: it is not. */
async function listed(
  vendor: Vendor,
  known: Known,
  [module, numbers]: [Module, readonly string[]],
): Promise<Roster | null> {
  if (numbers.length < 2) return null
  known.pages ??= await pagesOf(vendor, module)
  if (known.asked + numbers.length <= known.pages) return null
  const owners = new Map<string, Owner>()
  const pages = walkPages(TITLE, (cursor) => pageOf(vendor, module.id, cursor))
  for await (const { records } of pages) {
    for (const told of records) {
      const record = asObject(told) ?? {}
      const number = record['crmid'] ?? record['id']
      if (isId(number)) owners.set(textIn(number), textIn(record['smownerid']))
    }
  }
  Object.assign(known, { asked: 0, all: { at: vendor.now(), owners } })
  return owners
}

/**
 * Pages that a module's whole list has, with the one that has none, which is the last. Infinite
 * where it is too long, or not counted.
 */
export async function pagesOf(vendor: Vendor, module: Module): Promise<number> {
  try {
    const count = Number(await ask(vendor, `get_${module.id}_list_count`, {}))
    return count > 0 && count <= RECORDS_MAX ? Math.ceil(count / PAGE_ROWS) + 1 : Infinity
  } catch (error) {
    if (error instanceof Failure && ['not_found', 'refused'].includes(error.kind)) return Infinity
    throw error
  }
}
