import type { Element } from '../soap/index.ts'
import { whole } from './asked.ts'
import { Refused } from './errors.ts'
import type { Vendor } from './vendor.ts'

/** Documented for one operation of the vendor's other interface; taken for all of this one. */
export const mostRows = 2000

/** One page of rows, and how many a page has; pages count from 1. */
export function pageOf<T>(
  { rowsPerPage }: Vendor,
  rows: readonly T[],
  asked: Element,
  [pageName, sizeName]: readonly [string, string],
): { page: number; size: number; rows: readonly T[] } {
  const page = whole(asked, pageName)
  const wanted = whole(asked, sizeName)
  if (page < 1 || wanted < 1) throw new Refused(`${pageName} and ${sizeName} count from 1`)
  const size = Math.min(wanted, mostRows, rowsPerPage)
  return { page, size, rows: rows.slice((page - 1) * size, page * size) }
}
