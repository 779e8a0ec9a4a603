import { z } from 'zod'
import type { Call } from '../contract/client.ts'
import { contract, type Route, type RouteName } from '../contract/index.ts'

/** What a tool was asked, as its schema read it. */
export type Asked = Record<string, unknown>

/** Rows a tool gives at once: what a reader can still take in. */
export const ROWS_MAX = 100
const ROWS_USUAL = 20

const PARTS = ['params', 'query', 'body'] as const

/** How the rows of a route come: page by page, all at once, or it has none. */
export type Paging = 'pages' | 'whole' | 'none'

/**
 * Everything a route takes as one flat object: its parameters, its query and its body, by the very
 * schemas that the API checks them with, without those left out. Rows are fewer at once than the
 * API would give.
 */
export function inputOf(name: RouteName, leftOut: readonly string[] = []): z.ZodObject {
  const fields = PARTS.flatMap((part) => Object.entries(shapeOf(name, part)))
  const shape = Object.fromEntries(fields.filter(([field]) => !leftOut.includes(field)))
  if (new Set(fields.map(([field]) => field)).size < fields.length) {
    throw new Error(`${name} has one name in two places: it cannot be asked flat.`)
  }
  if (pagingOf(name) === 'none') return z.strictObject(shape)
  const limit = z.coerce.number().int().min(1).max(ROWS_MAX).default(ROWS_USUAL)
  const after = z.string().max(500).optional()
  return z.strictObject({ after, ...shape, limit })
}

/** Asks the API by the name of a route; each thing asked goes where the route takes it. */
export async function ask(
  call: Call,
  name: RouteName,
  asked: Asked,
  signal?: AbortSignal,
): Promise<unknown> {
  const parts = PARTS.map((part) => {
    const fields = Object.keys(shapeOf(name, part))
    const own = Object.entries(asked).filter(([field]) => fields.includes(field))
    return [part, own.length > 0 ? Object.fromEntries(own) : undefined] as const
  })
  const given = Object.fromEntries(parts.filter(([, part]) => part !== undefined))
  const byName = call as (name: RouteName, given: object) => Promise<unknown>
  return byName(name, { ...given, signal })
}

/** How the rows of a route come. */
export function pagingOf(name: RouteName): Paging {
  if ('after' in shapeOf(name, 'query') || 'after' in shapeOf(name, 'body')) return 'pages'
  const { answer }: Route = contract[name]
  return answer instanceof z.ZodObject && 'items' in answer.shape ? 'whole' : 'none'
}

function shapeOf(name: RouteName, part: (typeof PARTS)[number]): z.core.$ZodLooseShape {
  const route: Route = contract[name]
  const schema = route[part]
  return schema instanceof z.ZodObject ? schema.shape : {}
}
