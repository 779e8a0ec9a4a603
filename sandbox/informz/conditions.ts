import { childOf, childrenOf, textOf, type Element } from '../soap/index.ts'
import { Refused } from './errors.ts'
import type { Row, Value } from './grid.ts'

export interface Condition {
  /** In small letters. */
  field: string
  comparator: string
  values: readonly string[]
}

const comparators = ['EQ', 'NEQ', 'GT', 'LT', 'GTE', 'LTE', 'IN', 'NOTIN', 'BETWEEN']

/** All conditions of a grid; each element can be used once. */
export function readConditions(grid: Element): Condition[] {
  const all = childrenOf(childOf(grid, 'Conditions') ?? grid, 'Condition').map(readCondition)
  const fields = all.map((one) => one.field)
  if (new Set(fields).size < fields.length) {
    throw new Refused('ConflictingInformationException', 'A data element is in two conditions')
  }
  return all
}

function readCondition(element: Element): Condition {
  const single = childOf(element, 'Single')
  const field = single && textOf(single, 'DataElement')?.toLowerCase()
  if (single === undefined || field === undefined) {
    throw new Refused('InvalidDocumentException', 'A condition must be a Single with a DataElement')
  }
  const comparator = (textOf(single, 'Comparator') ?? '').toUpperCase()
  if (!comparators.includes(comparator)) {
    throw new Refused('UnexpectedInputException', 'The comparator is not known')
  }
  const texts = childrenOf(single, 'DataValue').map((one) => one.text)
  const several = ['IN', 'NOTIN', 'BETWEEN'].includes(comparator)
  const values = several ? texts.flatMap((one) => one.split(',')).map((one) => one.trim()) : texts
  const wanted = comparator === 'BETWEEN' ? values.length === 2 : several || values.length === 1
  if (!wanted || values.length === 0) {
    throw new Refused('InvalidDataFormatException', 'The number of values fits no such comparator')
  }
  return { field, comparator, values }
}

/** Whether a row is one of those asked for; a field without a value is only ever unequal. */
export function meets(row: Row, { field, comparator, values }: Condition): boolean {
  const name = Object.keys(row).find((one) => one.toLowerCase() === field)
  const value = name === undefined ? undefined : row[name]
  const compared = values.map((text) => compare(value, text))
  const [first = NaN, second = NaN] = compared
  switch (comparator) {
    case 'EQ':
      return first === 0
    case 'NEQ':
      return first !== 0
    case 'GT':
      return first > 0
    case 'GTE':
      return first >= 0
    case 'LT':
      return first < 0
    case 'LTE':
      return first <= 0
    case 'IN':
      return compared.includes(0)
    case 'NOTIN':
      return !compared.includes(0)
    default:
      return first >= 0 && second <= 0
  }
}

/** Below, at or above zero as the value is before, at or after the text; NaN without one. */
function compare(value: Value, text: string): number {
  if (value === undefined) return text === '' ? 0 : NaN
  if (typeof value === 'string') return order(value.toLowerCase(), text.toLowerCase())
  return order(Number(value), numberIn(value, text))
}

function numberIn(value: number | boolean | Date, text: string): number {
  if (value instanceof Date) return moment(text)
  const number = typeof value === 'boolean' ? bit(text) : Number(text)
  if (text === '' || Number.isNaN(number)) {
    throw new Refused('InvalidDataFormatException', 'A value is no number')
  }
  return number
}

function bit(text: string): number {
  const word = text.toLowerCase()
  if (['0', 'false'].includes(word)) return 0
  return ['1', 'true'].includes(word) ? 1 : NaN
}

/** A date alone is the beginning of that day; without a zone it is UTC. */
export function moment(text: string): number {
  const [, date, time = '00:00:00', second = ''] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)(\.\d{1,7})?Z?)?$/.exec(text.trim()) ?? []
  const at = Date.parse(`${date ?? ''}T${time}${second.slice(0, 4)}Z`)
  if (Number.isNaN(at)) throw new Refused('InvalidDataFormatException', 'A value is no date')
  return at
}

export function order(a: number | string, b: number | string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
