import type { Org } from './org.ts'
import type { Row, Value } from './rows.ts'

export type FieldType =
  | 'id'
  | 'reference'
  | 'string'
  | 'email'
  | 'phone'
  | 'picklist'
  | 'boolean'
  | 'int'
  | 'double'
  | 'date'
  | 'datetime'
  | 'textarea'

export interface Field {
  name: string
  type: FieldType
  length?: number
  /** Who may write it: nobody by the API, whoever creates a record, or whoever changes it too. */
  access: 'read' | 'create' | 'write'
  required?: boolean
  default?: Value
  values?: readonly string[]
  /** Other values than these are refused. */
  restricted?: boolean
  /** The objects it refers to, and the names of the relationship from either end. */
  to?: readonly string[]
  parent?: string
  children?: string
  externalId?: boolean
  /** Neither filtered nor sorted by, as long texts are. */
  opaque?: boolean
  /** Looked up whenever it is read. */
  formula?: (org: Org, row: Row) => Value
}

type More = Partial<Omit<Field, 'name' | 'type'>>

const plain =
  (type: FieldType, usual: More = {}) =>
  (name: string, more: More = {}): Field => ({ name, type, access: 'write', ...usual, ...more })

export const text = plain('string', { length: 255 })
export const email = plain('email', { length: 80 })
export const phone = plain('phone', { length: 40 })
export const bool = plain('boolean', { default: false })
export const int = plain('int')
export const double = plain('double')
export const date = plain('date')
export const datetime = plain('datetime')
export const area = plain('textarea', { length: 32_000, opaque: true })

export function picklist(name: string, values: readonly string[], more: More = {}): Field {
  return { name, type: 'picklist', access: 'write', length: 255, values, ...more }
}

/** A reference; its parent's name is its own without `Id`, or with `__r` for `__c`. */
export function reference(name: string, to: readonly string[], more: More = {}): Field {
  const parent = name.endsWith('__c') ? name.replace(/c$/, 'r') : name.replace(/Id$/, '')
  return { name, type: 'reference', access: 'write', length: 18, to, parent, ...more }
}

/** What every record has. */
export const auditFields: readonly Field[] = [
  { name: 'Id', type: 'id', access: 'read', length: 18 },
  bool('IsDeleted', { access: 'read' }),
  datetime('CreatedDate', { access: 'read' }),
  reference('CreatedById', ['User'], { access: 'read' }),
  datetime('LastModifiedDate', { access: 'read' }),
  reference('LastModifiedById', ['User'], { access: 'read' }),
  datetime('SystemModstamp', { access: 'read' }),
]

export const owner = reference('OwnerId', ['User'])
