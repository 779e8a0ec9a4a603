/** A query as it is written. */
export interface Query {
  items: readonly Item[]
  /** `SELECT COUNT()`. */
  count: boolean
  from: string
  where?: Condition
  orders: readonly Order[]
  limit?: number
  offset?: number
}

/** A field by way of its parents, or the children of a record. */
export type Item = { path: Path } | { children: Query }

export type Path = readonly string[]

export interface Order {
  path: Path
  descending: boolean
  nulls: 'first' | 'last'
}

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'like'

export type Condition =
  | { kind: 'all' | 'any'; of: readonly Condition[] }
  | { kind: 'not'; of: Condition }
  | { kind: 'compare'; path: Path; operator: Operator; value: Literal }
  | { kind: 'in'; path: Path; values: readonly Literal[] | Query; not: boolean }

export type Literal =
  | { type: 'text' | 'date' | 'datetime'; value: string }
  | { type: 'number'; value: number }
  | { type: 'boolean'; value: boolean }
  | { type: 'null'; value: null }
