import { z } from 'zod'
import { values } from './values.ts'

/** Groups within groups; conditions of one tree. */
export const DEPTH_MAX = 7
export const CONDITIONS_MAX = 60

/** Every way a column is compared; the catalogue says which of them each column knows. */
export const COMPARISONS = [
  /** One of the values. Text without regard to capitals. */
  'is',
  /** One of the texts, to the letter. */
  'exactly',
  ...(['contains', 'begins', 'ends'] as const),
  ...(['above', 'below', 'at_least', 'at_most'] as const),
  /** Days of the firm's own fields. */
  ...(['before', 'after'] as const),
  /** In one of the periods. */
  'in',
  /** One of the campaigns sent most recently; the value says how many. */
  'latest',
  /** It holds anything at all; without values. */
  'known',
] as const
export type Comparison = (typeof COMPARISONS)[number]

const COLUMN_ID = /^(?:[a-z][a-z0-9_]{0,59}|own:[a-z][a-z0-9_]{0,39})$/
export const KEY = /^[a-z][a-z0-9_]{0,39}$/

export const columnId = z.string().regex(COLUMN_ID, 'This is no column’s id.')
export const key = z.string().regex(KEY, 'Write small letters, figures and _, a letter first.')

/** What is compared with: written here, or given by a parameter of the view. */
export const condition = z.union([
  z.strictObject({ column: columnId, is: z.enum(COMPARISONS), values }),
  z.strictObject({ column: columnId, is: z.enum(COMPARISONS), parameter: key }),
])
export type Condition = z.output<typeof condition>
export type Node = { all: Node[] } | { any: Node[] } | { not: Node } | Condition

/** What is wrong, and where: ['where', 'all', 0, 'values']. */
export interface Fault {
  path: (string | number)[]
  reason: string
}

/** Everything that is wrong with a tree, whatever its columns are; empty: nothing. Pure. */
function faultsOfTree(node: unknown): Fault[] {
  const found: Fault[] = []
  let conditions = 0
  const visit = (inner: unknown, path: (string | number)[], depth: number) => {
    const group = groupOf(inner)
    if (group === null) {
      if (conditions++ === CONDITIONS_MAX) {
        found.push({ path, reason: `There are ${CONDITIONS_MAX} conditions at most.` })
      }
      if (conditions <= CONDITIONS_MAX) found.push(...faultsOfCondition(inner, path))
      return
    }
    const { name, members } = group
    if (depth >= DEPTH_MAX) {
      found.push({ path, reason: `Groups stand within each other ${DEPTH_MAX} deep at most.` })
    } else if (members === null || Object.keys(inner as object).length !== 1) {
      found.push({ path, reason: `A group is { "${name}": … } and nothing else.` })
    } else if (members.length === 0) {
      found.push({ path: [...path, name], reason: 'Add a condition to this group.' })
    } else if (conditions <= CONDITIONS_MAX) {
      for (const [at, member] of members.entries()) {
        visit(member, name === 'not' ? [...path, name] : [...path, name, at], depth + 1)
      }
    }
  }
  visit(node, [], 0)
  return found
}

/** What stands directly in a group; null for a condition. */
function groupOf(node: unknown): { name: 'all' | 'any' | 'not'; members: unknown[] | null } | null {
  if (typeof node !== 'object' || node === null) return null
  for (const name of ['all', 'any', 'not'] as const) {
    if (!(name in node)) continue
    const inside = (node as Record<string, unknown>)[name]
    if (name === 'not') return { name, members: [inside] }
    return { name, members: Array.isArray(inside) ? inside : null }
  }
  return null
}

function faultsOfCondition(given: unknown, path: (string | number)[]): Fault[] {
  const read = condition.safeParse(given)
  if (read.success) return []
  const reason = 'A condition is a column, a comparison, and values or the key of a parameter.'
  return [{ path, reason }]
}

/** A tree is judged by faultsOfTree, so that what is wrong is told at its own place. */
export const tree = z
  .unknown()
  .superRefine((given, context) => {
    for (const { path, reason } of faultsOfTree(given)) {
      context.addIssue({ code: 'custom', path, message: reason })
    }
  })
  .meta({
    description:
      'A condition, or a group of them: {"all": […]}, {"any": […]}, {"not": …}; '
      + `${DEPTH_MAX} groups deep and ${CONDITIONS_MAX} conditions at most.`,
    anyOf: [
      ...['all', 'any'].map((name) => ({
        type: 'object',
        properties: { [name]: { type: 'array', items: { type: 'object' }, minItems: 1 } },
        required: [name],
        additionalProperties: false,
      })),
      {
        type: 'object',
        properties: { not: { type: 'object' } },
        required: ['not'],
        additionalProperties: false,
      },
      ...((z.toJSONSchema(condition) as { anyOf?: unknown[] }).anyOf ?? []),
    ],
  }) as unknown as z.ZodType<Node, Node>
