import type { Condition, Operator } from '../../sugar-data/condition.ts'
import { fieldOf, findModule, type Module } from '../../sugar-data/modules.ts'
import { everyAddress, type Order } from '../../sugar-data/search.ts'
import { Refused } from '../refusal.ts'

/** What the address of a list asks for. */
export interface ListQuery {
  fields?: readonly string[]
  /** Absent where no size of a page is asked for. */
  size?: number
  number: number
  order?: Order
  condition?: Condition
  /** The rows that were deleted, in place of those that were not. */
  deleted: boolean
}

/** A parameter as PHP reads it: texts, and what stands in brackets. */
type Parameter = string | { [name: string]: Parameter }

export interface Asked {
  module: Module
  params: URLSearchParams
  /** Which parameters the route knows: any other is refused. */
  known: readonly ('fields' | 'page' | 'sort' | 'filter')[]
}

export function readQuery({ module, params, known }: Asked): ListQuery {
  const given = nested(params)
  for (const name of Object.keys(given)) {
    if ((known as readonly string[]).includes(name)) continue
    throw new Refused(`The option "${name}" does not exist`)
  }
  const { fields, page, sort, filter } = given
  return {
    ...(fields !== undefined && { fields: readFields(inBrackets('fields', fields)) }),
    ...readPage(page === undefined ? {} : inBrackets('page', page)),
    ...(sort !== undefined && { order: readSort(module, sort) }),
    ...readFilter(module, filter === undefined ? {} : inBrackets('filter', filter)),
  }
}

function nested(params: URLSearchParams): Record<string, Parameter> {
  const given: Record<string, Parameter> = {}
  for (const [key, value] of params) {
    const [name = '', ...inner] = key.split(/\]?\[|\]$/)
    const path = [name, ...inner.filter((part) => part !== '')]
    let at = given
    for (const part of path.slice(0, -1)) {
      const next = at[part]
      at = at[part] = typeof next === 'object' ? next : {}
    }
    at[path.at(-1) as string] = value
  }
  return given
}

function inBrackets(name: string, given: Parameter): Record<string, Parameter> {
  if (typeof given === 'object') return given
  throw new Refused(`The option "${name}" is expected to be an array`)
}

/** `fields[Contacts]=first_name,email1`: the first pair counts. */
function readFields(given: Record<string, Parameter>): readonly string[] {
  const [[name, list] = ['', '']] = Object.entries(given)
  const module = findModule(name)
  if (module === undefined) throw new Refused(`Module ${name} does not exist`)
  const fields = String(list).split(',')
  const unknown = fields.filter((one) => fieldOf(module, one) === undefined)
  if (unknown.length === 0) return fields
  throw new Refused(`The ${module.object} module has no such field: ${unknown.join(', ')}`)
}

function readPage(given: Record<string, Parameter>): Pick<ListQuery, 'size' | 'number'> {
  const whole = (name: string) => {
    const value = given[name]
    if (value === undefined) return undefined
    if (typeof value === 'string' && /^\d+$/.test(value) && Number(value) > 0) return Number(value)
    throw new Refused(`The option "${name}" with this value is invalid`)
  }
  for (const name of Object.keys(given)) {
    if (name !== 'size' && name !== 'number') {
      throw new Refused(`The option "${name}" does not exist`)
    }
  }
  const size = whole('size')
  return { ...(size !== undefined && { size }), number: whole('number') ?? 0 }
}

function readSort(module: Module, given: Parameter): Order {
  if (typeof given !== 'string' || !/^-?\w+$/.test(given)) {
    throw new Refused('The option "sort" with this value is invalid')
  }
  const field = given.replace(/^-/, '')
  if (fieldOf(module, field) !== undefined) return { field, descending: given.startsWith('-') }
  throw new Refused(`Sort field ${field} in ${module.object} module is not found`)
}

const operators: Readonly<Record<string, Operator>> = {
  eq: '=',
  neq: '<>',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
}

/** One flat level: all of it is joined by one `and` or one `or`. */
function readFilter(
  module: Module,
  { operator = 'and', deleted, ...given }: Record<string, Parameter>,
): Pick<ListQuery, 'condition' | 'deleted'> {
  const joint = String(operator).toLowerCase()
  if (joint !== 'and' && joint !== 'or') throw new Refused(`Filter operator ${joint} is invalid`)
  const of = Object.entries(given).flatMap(([field, tests]) => readTests(module, field, tests))
  const gone = typeof deleted === 'object' && Number(deleted.eq) === 1
  if (of.length === 0) return { deleted: gone }
  return { condition: { kind: joint === 'and' ? 'all' : 'any', of }, deleted: gone }
}

function readTests(module: Module, name: string, tests: Parameter): readonly Condition[] {
  if (fieldOf(module, name) === undefined) {
    throw new Refused(`Filter field ${name} in ${module.object} module is not found`)
  }
  if (typeof tests === 'string') throw new Refused(`Filter field ${name} must be an array`)
  const field = name === 'email1' && module.mail ? everyAddress : name
  return Object.entries(tests).map(([key, value]): Condition => {
    const text = typeof value === 'string' ? value : ''
    if (key.toLowerCase() === 'like') return { kind: 'like', field, values: [text], not: false }
    const operator = operators[key.toLowerCase()]
    if (operator === undefined) throw new Refused(`Filter operator ${key} is invalid`)
    return { kind: 'compare', field, operator, value: text }
  })
}
