/** Lists of records: how they are asked for, page by page, and how an answer holds them. */
import {
  asObject,
  type JsonObject,
  type RawPage,
  readJson,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { ask, TITLE } from './client.ts'
import { MODULES, type Module, moduleOf } from './modules.ts'

/** A full record has some hundred fields; no limit of a page is published. */
export const PAGE_ROWS = 100

/** Records of one module, with which they came; records may be no objects. */
export interface ModulePage {
  module: Module
  records: readonly unknown[]
}

/**
 * One page of a module's full list. cursor: how many came before. A page may hold fewer than were
 * asked for and not be the last one: that is the one with none.
 */
export async function pageOf(
  vendor: Vendor,
  module: string,
  cursor: string | null,
): Promise<{ records: readonly unknown[]; next: string | null }> {
  const start = placeIn(cursor ?? '0')
  const answer = await ask(vendor, `get_${module}_list_full`, {
    limit_start: start,
    // A place in the list, not a number of rows.
    limit_end: start + PAGE_ROWS,
  })
  const records = recordsOf(answer)
  return { records, next: records.length === 0 ? null : String(start + records.length) }
}

/** Records that satisfy a condition (values.ts): fewer than a page, or Failure('unreadable'). */
export async function search(
  vendor: Vendor,
  module: string,
  query: string,
): Promise<readonly JsonObject[]> {
  const answer = await ask(vendor, `get_${module}_list_full`, {
    limit_start: 0,
    limit_end: PAGE_ROWS,
    query_string: query,
  })
  const records = recordsOf(answer)
  if (records.length >= PAGE_ROWS) throw unreadable(TITLE, 'It finds more than can be meant.')
  return records.map((record) => asObject(record) ?? {})
}

/** A page of the modules that hold people, one module after the other, as it is kept. */
export async function pageOfAll(vendor: Vendor, cursor: string | null): Promise<RawPage> {
  const [id, inner] = cursor === null ? [MODULES[0]!.id, null] : cursor.split(' ')
  const module = moduleOf(id)
  const { records, next } = await pageOf(vendor, module.id, inner ?? null)
  const body = packed({ module: module.id, records })
  if (next !== null) return { body, next: `${module.id} ${next}` }
  return { body, next: MODULES[MODULES.indexOf(module) + 1]?.id ?? null }
}

/** What pageOfAll packed; Failure('unreadable') for anything else. Pure. */
export function readPageOfAll(bytes: Uint8Array): ModulePage {
  const page = unpacked(bytes)
  return { module: moduleOf(page['module']), records: recordsOf(page['records']) }
}

export function packed(page: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(page))
}

export function unpacked(bytes: Uint8Array): JsonObject {
  const page = asObject(readJson(TITLE, bytes))
  if (page === null) throw unreadable(TITLE, 'It is no object.')
  return page
}

/** A list of one may be that one itself. */
export function recordsOf(answer: unknown): readonly unknown[] {
  if (Array.isArray(answer)) return answer
  const only = asObject(answer)
  if (only && (only['id'] ?? only['crmid']) !== undefined) return [only]
  throw unreadable(TITLE, 'It is no list.')
}

function placeIn(cursor: string): number {
  if (!/^\d{1,9}$/.test(cursor)) throw unreadable(TITLE, 'A cursor is none.')
  return Number(cursor)
}
