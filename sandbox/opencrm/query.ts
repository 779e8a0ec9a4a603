import { fieldsOf, type Crm } from './crm.ts'
import type { Module } from './modules.ts'
import { fold, type Row } from './table.ts'

/** What is asked for with a list or a count. */
export interface Search {
  query?: string | undefined
  keywords?: string | undefined
}

/** A condition names a field that cannot be asked for. */
export class UnknownField extends Error {}

interface Condition {
  /** The name under which the field is kept. */
  field: string
  /** Whether it can be looked up instead of compared with each record. */
  exact: boolean
  /** What it asks for. */
  value: string
  holds(value: string): boolean
}

/** The records that fit, in the order of their numbers. */
export function search(crm: Crm, module: Module, { query, keywords }: Search): readonly Row[] {
  const table = crm.table(module.name)
  const conditions = read(crm, module, query ?? '')
  const exact = conditions.find((one) => one.exact)
  const rows = exact === undefined ? table.all() : table.having(exact.field, exact.value)
  const words = fold(keywords ?? '')
    .split(/\s+/)
    .filter(Boolean)
  if (conditions.length === 0 && words.length === 0) return rows
  return rows.filter((row) => {
    if (!conditions.every(({ field, holds }) => holds(row.values[field] ?? ''))) return false
    const text = fold(module.searched.map((one) => row.values[one] ?? '').join(' '))
    return words.every((word) => text.includes(word))
  })
}

/** FIELD|OP|VALUE, and more of them behind semicolons. */
function read(crm: Crm, module: Module, query: string): readonly Condition[] {
  const parts = query.split(';').filter((one) => one.trim() !== '')
  const counted = crm.installation.conditions === 'first' ? parts.slice(0, 1) : parts
  return counted.map((part) => {
    const [name = '', operator = '', ...rest] = part.split('|')
    const fields = fieldsOf(crm, module)
    const field = fields.find((one) => (one.query ?? one.name) === name.trim())
    if (field === undefined) throw new UnknownField(name)
    return { field: field.name, ...comparison(operator.trim().toUpperCase(), rest.join('|')) }
  })
}

/** Any other operator, a negative one too, means equality without a word. */
function comparison(operator: string, value: string): Omit<Condition, 'field'> {
  const asked = fold(value)
  const loose = (holds: (value: string) => boolean) => ({ exact: false, value, holds })
  switch (operator) {
    case 'LIKE': {
      const pattern = likePattern(value)
      return loose((one) => pattern.test(one))
    }
    case 'BEGINS':
      return loose((one) => fold(one).startsWith(asked))
    case 'ENDS':
      return loose((one) => fold(one).endsWith(asked))
    case 'CONTAINS':
      return loose((one) => fold(one).includes(asked))
    default:
      return { exact: true, value, holds: (one) => fold(one) === asked }
  }
}

function likePattern(value: string): RegExp {
  const escaped = value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/%+/g, '.*').replace(/_/g, '.')}$`, 'is')
}
