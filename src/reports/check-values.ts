import type { Comparison, Value } from './definitions/index.ts'
import type { Column, ColumnType } from './subjects/column.ts'

/** Campaigns that “latest” reaches back. */
const LATEST_MAX = 100
const ID_MAX = 2_147_483_647
/** What takes one value: of several, only one would matter. */
const SINGLE: readonly Comparison[] = [
  ...(['above', 'below', 'at_least', 'at_most', 'before', 'after', 'latest'] as const),
]

/** What is wrong with the values a column is compared with; null: nothing. Pure. */
export function faultOfValues(
  column: Column,
  is: Comparison,
  values: readonly Value[],
): string | null {
  const { title, type } = column
  if (is === 'known') return values.length === 0 ? null : 'known takes no values.'
  if (values.length === 0) return `Say what “${title}” is compared with.`
  if ((SINGLE.includes(is) || type === 'flag') && values.length > 1) {
    return `“${title}” is compared with one value by ${is}.`
  }
  if (is === 'latest') {
    const fits = values.every((one) => isWhole(one) && one >= 1 && one <= LATEST_MAX)
    return fits ? null : `latest takes a number of campaigns, 1 to ${LATEST_MAX}.`
  }
  if (!values.every((one) => FITS[type](one))) return `“${title}” is compared with ${WANTED[type]}.`
  if (type !== 'choice') return null
  const unknown = values.find((one) => !column.choices.some(([known]) => known === one))
  if (unknown === undefined) return null
  const known = column.choices.map(([value]) => value).join(', ')
  return `“${title}” is never “${String(unknown)}”, but one of: ${known}.`
}

const isText = (value: Value) => typeof value === 'string'
const isWhole = (value: Value): value is number => Number.isSafeInteger(value)
const isId = (value: Value) => isWhole(value) && value > 0 && value <= ID_MAX

const FITS: Record<ColumnType, (value: Value) => boolean> = {
  text: isText,
  choice: isText,
  number: (value) => typeof value === 'number',
  time: (value) => typeof value === 'object',
  day: (value) => typeof value === 'string' && isDay(value),
  flag: (value) => typeof value === 'boolean',
  campaign: isId,
  person: isId,
  organization: isId,
}

const WANTED: Record<ColumnType, string> = {
  text: 'texts',
  choice: 'its choices',
  number: 'numbers',
  time: 'periods, such as { "is": "last", "count": 30, "unit": "day" }',
  day: 'days, such as 2026-05-31',
  flag: 'true or false',
  campaign: 'ids of campaigns',
  person: 'ids of persons',
  organization: 'ids of organizations',
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
