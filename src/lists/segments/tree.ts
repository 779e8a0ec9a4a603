import { z } from 'zod'
import { readAs, type Fault } from '../../platform/read-as.ts'
import { condition, type Condition } from './conditions.ts'

export type { Fault }

/** The only version there is; a later one reads what this one wrote. */
export const SEGMENT_VERSION = 1
/** Groups within groups; conditions of the whole tree. */
export const DEPTH_MAX = 5
export const CONDITIONS_MAX = 30

export type SegmentNode =
  { all: SegmentNode[] } | { any: SegmentNode[] } | { not: SegmentNode } | Condition

/** A saved question: who is in it. */
export interface Segment {
  version: typeof SEGMENT_VERSION
  where: SegmentNode
}

/** Everything that is wrong with a tree, each with its place; empty where nothing is. Pure. */
export function faultsOf(node: unknown): Fault[] {
  const found: Fault[] = []
  let conditions = 0
  const visit = (inner: unknown, path: (string | number)[], depth: number) => {
    if (found.length > 0 && conditions > CONDITIONS_MAX) return
    const group = groupOf(inner)
    if (group === null) {
      conditions++
      if (conditions > CONDITIONS_MAX) {
        found.push({ path, reason: `A segment has ${CONDITIONS_MAX} conditions at most.` })
      }
      found.push(...faultsOfCondition(inner, path))
      return
    }
    if (depth >= DEPTH_MAX) {
      found.push({ path, reason: `Groups stand within each other ${DEPTH_MAX} deep at most.` })
      return
    }
    const { key, members } = group
    if (members === null || Object.keys(inner as object).length !== 1) {
      found.push({ path, reason: `A group is { "${key}": … } and nothing else.` })
      return
    }
    if (members.length === 0) {
      found.push({ path: [...path, key], reason: 'Add a condition to this group.' })
    }
    for (const [at, member] of members.entries()) {
      visit(member, key === 'not' ? [...path, key] : [...path, key, at], depth + 1)
    }
  }
  visit(node, [], 0)
  return found
}

/** What stands directly in a group; null for a condition. */
function groupOf(node: unknown): { key: 'all' | 'any' | 'not'; members: unknown[] | null } | null {
  if (typeof node !== 'object' || node === null) return null
  for (const key of ['all', 'any', 'not'] as const) {
    if (!(key in node)) continue
    const inside = (node as Record<string, unknown>)[key]
    if (key === 'not') return { key, members: [inside] }
    return { key, members: Array.isArray(inside) ? inside : null }
  }
  return null
}

function faultsOfCondition(given: unknown, path: (string | number)[]): Fault[] {
  const read = readAs(condition, given)
  if ('data' in read) return []
  return read.faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] }))
}

/** A condition with its place in the tree, as a Fault names it. */
export interface Placed {
  path: (string | number)[]
  condition: Condition
}

/** Every condition of a tree, in its order. */
export function conditionsOf(node: SegmentNode, path: (string | number)[] = []): Placed[] {
  if ('all' in node) return node.all.flatMap((one, at) => conditionsOf(one, [...path, 'all', at]))
  if ('any' in node) return node.any.flatMap((one, at) => conditionsOf(one, [...path, 'any', at]))
  if ('not' in node) return conditionsOf(node.not, [...path, 'not'])
  return [{ path, condition: node }]
}

/**
 * What a segment takes its people from: lists of the services, and of the firm's own. Whom a list
 * only keeps out (within "not") is from nowhere. Pure.
 */
export function sourcesOf(node: SegmentNode): { espLists: number[]; ownLists: number[] } {
  const from = conditionsOf(node).filter(({ path }) => !path.includes('not'))
  const of = (about: 'esp_list' | 'list') =>
    from.flatMap(({ condition }) => (condition.about === about ? condition.listIds : []))
  return { espLists: of('esp_list'), ownLists: of('list') }
}

/** A tree is judged by faultsOf, so that what is wrong is told at its own place. */
const node = z
  .unknown()
  .superRefine((given, context) => {
    for (const { path, reason } of faultsOf(given)) {
      context.addIssue({ code: 'custom', path, message: reason })
    }
  })
  .meta({
    description:
      'A condition, or a group of them: {"all": […]}, {"any": […]}, {"not": …}; '
      + `${DEPTH_MAX} groups deep and ${CONDITIONS_MAX} conditions at most.`,
    anyOf: [
      ...['all', 'any'].map((key) => ({
        type: 'object',
        properties: { [key]: { type: 'array', items: { type: 'object' }, minItems: 1 } },
        required: [key],
        additionalProperties: false,
      })),
      {
        type: 'object',
        properties: { not: { type: 'object' } },
        required: ['not'],
        additionalProperties: false,
      },
      ...conditionSchemas(),
    ],
  }) as unknown as z.ZodType<SegmentNode, SegmentNode>

function conditionSchemas(): unknown[] {
  const { oneOf = [], anyOf = [] } = z.toJSONSchema(condition) as Record<string, unknown[]>
  return [...oneOf, ...anyOf]
}

export const segment = z.strictObject({ version: z.literal(SEGMENT_VERSION), where: node })
