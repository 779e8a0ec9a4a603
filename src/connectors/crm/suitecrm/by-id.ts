/** Records that are asked for by their ids, and records that are made with ids of ours. */
import { asObject, type JsonObject, unreadable, type Vendor, walkPages } from '../../sdk/index.ts'
import { ask, TITLE } from './client.ts'
import { columnOf, type Listing, pageById, recordsIn } from './entry-list.ts'
import { isId, isYes, literal } from './values.ts'

/** Ids of one question, and records of one batch: SuiteCRM saved 200 in 1.35 s (seen). */
export const BATCH_MAX = 200

/** What of these SuiteCRM has, by their ids; the deleted among them where they are asked for. */
export async function recordsById(
  vendor: Vendor,
  listing: Listing,
  ids: Iterable<string>,
): Promise<Map<string, JsonObject>> {
  const found = new Map<string, JsonObject>()
  for (const batch of batchesOf([...new Set(ids)].filter(isId))) {
    const where = `${columnOf(listing, 'id')} in (${batch.map(literal).join(', ')})`
    const asked = { ...listing, where, rows: BATCH_MAX }
    const pages = walkPages(TITLE, (cursor) => pageById(vendor, asked, cursor), BATCH_MAX)
    for await (const { body } of pages) {
      for (const record of recordsIn(body)) {
        const object = asObject(record)
        if (object && isId(object['id'])) found.set(object['id'], object)
      }
    }
  }
  return found
}

/** A record to be saved. Its id is ours: of a new one SuiteCRM takes it where it is told so. */
export interface Saved {
  id: string
  isNew: boolean
  values: Readonly<Record<string, string>>
}

/**
 * Saves records of a module, and answers the ids of those that SuiteCRM says it saved. A batch with
 * a new record in it is sent once only: a second time its id would be there, and the database would
 * fail. Whoever does not know whether it arrived must look.
 */
export async function saveAll(
  vendor: Vendor,
  module: string,
  records: readonly Saved[],
): Promise<Set<string>> {
  const saved = new Set<string>()
  for (const batch of batchesOf(records)) {
    const args = { module_name: module, name_value_lists: batch.map(nameValues) }
    const isSafe = batch.every(({ isNew }) => !isNew)
    const { ids } = await ask(vendor, 'set_entries', args, isSafe)
    if (!Array.isArray(ids)) throw unreadable(TITLE, 'It does not say what it saved.')
    for (const id of ids) if (isId(id)) saved.add(id)
  }
  return saved
}

export function isDeleted(record: JsonObject): boolean {
  return isYes(record['deleted'])
}

function nameValues({ id, isNew, values }: Saved): { name: string; value: string }[] {
  const all = { id, ...(isNew && { new_with_id: '1' }), ...values }
  return Object.entries(all).map(([name, value]) => ({ name, value }))
}

function batchesOf<One>(all: readonly One[]): One[][] {
  const count = Math.ceil(all.length / BATCH_MAX)
  return Array.from({ length: count }, (_, at) => all.slice(at * BATCH_MAX, (at + 1) * BATCH_MAX))
}
