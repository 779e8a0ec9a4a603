/** Of whom nothing can be told, found out before: one that is refused has all of a call refused. */
import type { ActivityOutcome, JsonObject, Vendor } from '../../sdk/index.ts'
import { ADDRESS_MAX } from './activity-rows.ts'
import { CUSTOMER_MODULES } from './customers.ts'
import { type Query, rowsOf } from './query.ts'
import { isKey, literal, textIn } from './values.ts'

/** Rows of one call, and keys of one question. */
export const BATCH_MAX = 200

export type Hindrance = Exclude<ActivityOutcome, { status: 'taken' }>

interface Somebody {
  module: string
  recordId: string
  /** Where it becomes part of what is told. */
  address?: string
}

/** Why a target cannot be told of at all: one that is refused has all of a call refused. */
export async function hindrancesOf<One extends Somebody>(
  vendor: Vendor,
  targets: readonly One[],
): Promise<Map<One, Hindrance>> {
  const hindrances = new Map<One, Hindrance>()
  for (const { id, key, prefix } of CUSTOMER_MODULES) {
    const ofModule = targets.filter((one) => one.module === id && isKey(one.recordId))
    const where = [`${prefix}_delete_flag = 0`, 'cst_delete_flag = 0']
    const query = { object: id, key, columns: [key], where }
    const keys = ofModule.map(({ recordId }) => recordId)
    const there = await rowsBy(vendor, query, { column: key, values: keys, most: 1 })
    const living = new Set(there.map((row) => textIn(row[key]).toLowerCase()))
    for (const target of ofModule) {
      if (!living.has(target.recordId.toLowerCase())) hindrances.set(target, { status: 'gone' })
    }
  }
  for (const target of targets) {
    if (!CUSTOMER_MODULES.some(({ id }) => id === target.module)) {
      hindrances.set(target, refused('netFORUM has no people in an object of that name.'))
    } else if (!isKey(target.recordId)) {
      hindrances.set(target, refused('The id of the record cannot be a key of netFORUM’s.'))
    } else if ((target.address?.length ?? 0) > ADDRESS_MAX) {
      hindrances.set(target, refused('The address is longer than netFORUM keeps one.'))
    }
  }
  return hindrances
}

export function refused(sentence: string): Hindrance {
  return { status: 'refused', sentence }
}

/** Rows with one of these values in a column, of which each value has so many at most. */
export async function rowsBy(
  vendor: Vendor,
  query: Query,
  { column, values, most }: { column: string; values: readonly string[]; most: number },
): Promise<JsonObject[]> {
  const rows: JsonObject[] = []
  for (const batch of batchesOf([...new Set(values)])) {
    const where = [...(query.where ?? []), `${column} in (${batch.map(literal).join(', ')})`]
    rows.push(...(await rowsOf(vendor, { ...query, where }, batch.length * most)))
  }
  return rows
}

export function batchesOf<One>(all: readonly One[]): One[][] {
  const count = Math.ceil(all.length / BATCH_MAX)
  return Array.from({ length: count }, (_, at) => all.slice(at * BATCH_MAX, (at + 1) * BATCH_MAX))
}
