import type { JsonObject, Vendor } from '../../sdk/index.ts'
import { createAll, type Outcome, updateAll, upsertAll } from './collections.ts'
import { type Listing, pagesOf } from './query.ts'

/** How what is told of a campaign is read and written: a few records a request, or by jobs. */
export interface Ways {
  /** Members and records are read of the whole campaign, and not of the targets alone. */
  isWhole: boolean
  /** Marks of one question: each is twice as long as an id. */
  marksMax: number
  /** Page by page, in whatever order. */
  read(listing: Listing): AsyncIterable<readonly JsonObject[]>
  /** One outcome each, in their order. */
  create(object: string, rows: readonly JsonObject[]): Promise<Outcome[]>
  update(object: string, rows: readonly JsonObject[]): Promise<Outcome[]>
  upsert(to: { object: string; key: string }, rows: readonly JsonObject[]): Promise<Outcome[]>
}

/** Requests that are answered at once: what goes in a collection, what fits in an address. */
export function atOnce(vendor: Vendor): Ways {
  return {
    isWhole: false,
    marksMax: 150,
    read: (listing) => pagesOf(vendor, listing),
    create: (object, rows) => createAll(vendor, object, rows),
    update: (object, rows) => updateAll(vendor, object, rows),
    upsert: (to, rows) => upsertAll(vendor, to, rows),
  }
}
