import type { z } from 'zod'
import { refuseHidden } from '../accounts/index.ts'
import type { FieldId } from '../accounts/fields/index.ts'
import { askOf, markOf, UNNAMED, type Mark, type Route } from './contract/index.ts'

type Hidden = ReadonlySet<FieldId>
type Named = Readonly<Record<string, unknown>>

const NOTHING: Hidden = new Set()

/** Where a schema's marks are: read once, and then followed for each answer. */
interface Plan {
  mark: Mark | undefined
  inside: Map<string, Plan>
  /** Of an array's elements, or of a record's values. */
  each: Plan | undefined
}

/**
 * An answer without what is hidden from who asks: null stands in its place, and rows that would
 * tell it are left out. The one place where this happens; streams of rows go through it row by row.
 */
export function concealed<T>(
  schema: z.ZodType,
  answer: T,
  { hidden, query }: { hidden: Hidden; query?: unknown },
): T {
  if (hidden.size === 0) return answer
  const plan = planOf(schema)
  return plan === undefined ? answer : (followed(plan, answer, { hidden, query }) as T)
}

/** What a route answers, as who asks may see it; streams are concealed where rows are made. */
export function concealedAnswer(
  { answer: schema }: Route,
  answer: unknown,
  { hidden = NOTHING, query }: { hidden: Hidden | undefined; query: unknown },
): unknown {
  if (schema === undefined || 'stream' in schema) return answer
  return concealed(schema as z.ZodType, answer, { hidden, query })
}

/** Refuses a question that would tell what is hidden: by its route, or by what it asks for. */
export function refuseHiddenAsk(
  route: Route,
  asked: { query: unknown; body: unknown },
  hidden: Hidden = NOTHING,
): void {
  if (hidden.size === 0) return
  refuseHidden(route.tells ?? [], hidden)
  const { query, body } = route
  refuseNamed(query, asked.query, hidden)
  if (body !== undefined && !('upload' in body)) refuseNamed(body, asked.body, hidden)
}

function refuseNamed(schema: z.ZodType | undefined, given: unknown, hidden: Hidden): void {
  if (schema === undefined || typeof given !== 'object' || given === null) return
  const shape = (schema as Partial<z.ZodObject>).shape ?? {}
  for (const [name, part] of Object.entries(shape)) {
    const value = (given as Named)[name]
    const mark = askOfPart(part as z.ZodType)
    if (mark === undefined || value === undefined) continue
    refuseHidden(
      [...(mark.fields ?? []), ...(mark.by?.[0]?.fields[String(value)] ?? [])],
      hidden,
      name,
    )
  }
}

/** The mark of a part, or of what it wraps: an optional one, one with a default. */
function askOfPart(schema: z.ZodType): Mark | undefined {
  const inner = innerOf(schema)
  return askOf(schema) ?? (inner === undefined ? undefined : askOfPart(inner))
}

function followed(
  plan: Plan,
  value: unknown,
  at: { hidden: Hidden; query?: unknown; beside?: Named },
): unknown {
  if (value === null || value === undefined) return value
  if (plan.mark !== undefined && !plan.mark.isLeftOut && isHidden(plan.mark, at)) {
    if (!plan.mark.isName) return null
    return String(value).includes('@') ? UNNAMED : value
  }
  if (Array.isArray(value)) {
    const { each } = plan
    if (each === undefined) return value
    return value.flatMap((one: unknown) => {
      const beside = one as Named
      if (each.mark?.isLeftOut && isHidden(each.mark, { ...at, beside })) return []
      return [followed(each, one, at)]
    })
  }
  if (typeof value !== 'object') return value
  const beside = value as Named
  const found = Object.entries(value).map(([name, inner]) => {
    const part = plan.inside.get(name) ?? plan.each
    return [name, part === undefined ? inner : followed(part, inner, { ...at, beside })] as const
  })
  return Object.fromEntries(found)
}

function isHidden(
  { fields = [], by = [] }: Mark,
  { hidden, query, beside }: { hidden: Hidden; query?: unknown; beside?: Named },
): boolean {
  const named = by.flatMap((one) => {
    const value = beside?.[one.name] ?? (query as Named | undefined)?.[one.name]
    return one.fields[String(value)] ?? []
  })
  return [...fields, ...named].some((field) => hidden.has(field))
}

const PLANS = new WeakMap<z.ZodType, Plan | 'none'>()

/** Undefined where nothing in a schema is marked. */
function planOf(schema: z.ZodType): Plan | undefined {
  const known = PLANS.get(schema)
  if (known !== undefined) return known === 'none' ? undefined : known
  // A schema that holds itself ends here.
  PLANS.set(schema, 'none')
  const plan = made(schema)
  const isMarked = plan.mark ?? plan.each ?? (plan.inside.size > 0 ? plan : undefined)
  PLANS.set(schema, isMarked === undefined ? 'none' : plan)
  return isMarked === undefined ? undefined : plan
}

interface Definition {
  type: string
  shape?: Record<string, z.ZodType>
  element?: z.ZodType
  valueType?: z.ZodType
  options?: z.ZodType[]
  innerType?: z.ZodType
  getter?: () => z.ZodType
}

function made(schema: z.ZodType): Plan {
  const definition = schema.def as unknown as Definition
  const { shape = {}, element, valueType, options = [] } = definition
  const inner = innerOf(schema)
  const alike = [...options, ...(inner === undefined ? [] : [inner])].flatMap(
    (one) => planOf(one) ?? [],
  )
  const inside = new Map<string, Plan>()
  for (const plan of alike) for (const [name, part] of plan.inside) inside.set(name, part)
  for (const [name, part] of Object.entries(shape)) {
    const plan = planOf(part)
    if (plan !== undefined) inside.set(name, plan)
  }
  const of = element ?? valueType
  const each = of === undefined ? undefined : planOf(of)
  return {
    mark: markOf(schema) ?? alike.find(({ mark }) => mark !== undefined)?.mark,
    inside,
    each: each ?? alike.find((one) => one.each !== undefined)?.each,
  }
}

function innerOf(schema: z.ZodType): z.ZodType | undefined {
  const { innerType, getter, type } = schema.def as unknown as Definition
  return innerType ?? (type === 'lazy' ? getter?.() : undefined)
}
