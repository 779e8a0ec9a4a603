import { isArray, isStruct, type Struct, type Value } from '../xmlrpc/index.ts'
import { Refused } from './errors.ts'

/** Readers of parameters; each refuses what is not of its type. A nil counts as nothing. */

export function whole(value: Value | undefined, name: string): number {
  const digits = typeof value === 'string' && /^\d+$/.test(value)
  const number = digits || typeof value === 'number' ? Number(value) : NaN
  if (!Number.isInteger(number)) throw new Refused(`${name} must be a whole number`)
  return number
}

export function text(value: Value | undefined, name: string): string {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') throw new Refused(`${name} must be a text`)
  return value
}

export function struct(value: Value | undefined, name: string): Struct {
  // An empty array is how some clients write a struct without members.
  if (isArray(value) && value.length === 0) return {}
  if (!isStruct(value)) throw new Refused(`${name} must be a struct`)
  return value
}

/** Several whole numbers; none where nothing is given. */
export function wholes(value: Value | undefined, name: string): number[] {
  if (value === undefined || value === null) return []
  if (!isArray(value)) throw new Refused(`${name} must be an array`)
  return value.map((one) => whole(one, name))
}

/** What is given, if anything is. */
export function given(value: Value | undefined): Exclude<Value, null> | undefined {
  return value ?? undefined
}

/** A page of rows: `page_size` of them, the one that `page` names, which counts from 1. */
export function paged<T>(all: readonly T[], paging: Value | undefined, most: number): T[] {
  const asked = given(paging) === undefined ? {} : struct(paging, 'paging')
  for (const name of Object.keys(asked)) {
    if (name !== 'page' && name !== 'page_size') throw new Refused(`${name} is not known`)
  }
  const { page = 1, page_size: asksFor = Infinity } = asked
  const size = asksFor === Infinity ? most : Math.min(whole(asksFor, 'page_size'), most)
  if (size === Infinity) return [...all]
  const number = whole(page, 'page')
  if (number < 1 || size < 1) throw new Refused('page and page_size count from 1')
  return all.slice((number - 1) * size, number * size)
}
