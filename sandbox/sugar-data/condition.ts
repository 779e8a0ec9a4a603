import type { FieldType } from './field.ts'

/** What a row must be like. A comparison with NULL is neither true nor false: no row is found. */
export type Condition =
  | { kind: 'all' | 'any'; of: readonly Condition[] }
  | { kind: 'compare'; field: string; operator: Operator; value: string }
  | { kind: 'like' | 'in'; field: string; values: readonly string[]; not: boolean }
  | { kind: 'null'; field: string; not: boolean }

export type Operator = '=' | '<>' | '<' | '<=' | '>' | '>='

/** A column's value, or several where a row has them, with how they are compared. */
export interface Column {
  type: FieldType
  values: readonly (string | null)[]
}

export type Reader = (field: string) => Column

/** Decides as the database does: without regard to case and accents, dates as moments. */
export function holds(condition: Condition, read: Reader): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((one) => holds(one, read))
    case 'any':
      return condition.of.some((one) => holds(one, read))
    case 'compare': {
      const { operator, value } = condition
      return some(condition, read, (own, type) => decide[operator](compare(own, value, type)))
    }
    case 'in': {
      const { values, not } = condition
      return some(condition, read, (own, type) => {
        return values.some((one) => compare(own, one, type) === 0) !== not
      })
    }
    case 'like': {
      const patterns = condition.values.map(patternOf)
      return some(condition, read, (own) => {
        return patterns.some((one) => one.test(folded(own))) !== condition.not
      })
    }
    case 'null':
      return read(condition.field).values.some((one) => (one !== null) === condition.not)
  }
}

/** The columns that a condition names, to be checked before any row is read. */
export function columnsOf(condition: Condition): readonly string[] {
  return 'of' in condition ? condition.of.flatMap(columnsOf) : [condition.field]
}

const decide: Readonly<Record<Operator, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}

function some(
  { field }: { field: string },
  read: Reader,
  right: (own: string, type: FieldType) => boolean,
): boolean {
  const { type, values } = read(field)
  return values.some((own) => own !== null && right(own, type))
}

/** Which of two comes first, by the rules of the column. */
export function compare(own: string, other: string, type: FieldType): number {
  const [one, two] = [sortKey(own, type), sortKey(other, type)]
  return one < two ? -1 : one > two ? 1 : 0
}

export type SortKey = string | number

/** What of a value is compared: without regard to case and accents, dates as moments. */
export function sortKey(value: string, type: FieldType): SortKey {
  if (type === 'int' || type === 'bool') return Number(value) || 0
  return type === 'datetime' || type === 'date' ? momentOf(value) : folded(value)
}

/** A moment written with a T is read as well; an offset behind it is not looked at. */
function momentOf(text: string): string {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?)?/.exec(text)
  if (parts === null) return text
  const [, day = '', time = '00:00', seconds = ':00'] = parts
  return `${day} ${time}${seconds}`
}

const unaccented = /^[\x20-\x7e]*$/

function folded(text: string): string {
  // Most texts have nothing to take off, and this is done for every row.
  if (unaccented.test(text)) return text.toLowerCase().trimEnd()
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .trimEnd()
}

/** `%` is any text, `_` any letter, and a backslash takes the meaning off either. */
function patternOf(like: string): RegExp {
  const source = folded(like).replace(/\\([\s\S])|[\s\S]/g, (letter, escaped?: string) => {
    if (escaped === undefined && letter === '%') return '.*'
    if (escaped === undefined && letter === '_') return '.'
    return (escaped ?? letter).replace(/[.*+?^${}()|[\]\\/]/, '\\$&')
  })
  return new RegExp(`^${source}$`, 's')
}
