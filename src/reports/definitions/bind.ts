import { z } from 'zod'
import type { Fault, Node } from './tree.ts'
import { values, type Value } from './values.ts'
import type { Measure, Part, ViewDefinition } from './view.ts'

/** Values by the keys of parameters. */
export const givenValues = z.record(z.string(), values)
export type GivenValues = z.output<typeof givenValues>

/**
 * The definition with its parameters' values in the place of their keys, and every value it lacks,
 * or was given for nothing, as a fault. The definition that comes out has no parameters. Pure.
 */
export function bound(
  definition: ViewDefinition,
  given: GivenValues,
): { definition: ViewDefinition; faults: Fault[] } {
  const faults: Fault[] = []
  const known = new Map(definition.parameters.map((one) => [one.key, one]))
  for (const key of Object.keys(given)) {
    if (!known.has(key))
      faults.push({ path: ['parameters', key], reason: `Nothing is called ${key}.` })
  }
  const missing = new Set<string>()
  const take = (key: string, path: Fault['path']): Value[] => {
    const parameter = known.get(key)
    if (parameter === undefined) {
      faults.push({ path, reason: `The view has no parameter ${key}.` })
      return []
    }
    const chosen = given[key] ?? parameter.values
    if (chosen === null && !missing.has(key)) {
      missing.add(key)
      faults.push({ path: ['parameters', key], reason: `Give “${parameter.title || key}”.` })
    }
    return chosen ?? []
  }
  const inside = (node: Node, path: Fault['path']): Node => {
    if ('all' in node) return { all: node.all.map((one, at) => inside(one, [...path, 'all', at])) }
    if ('any' in node) return { any: node.any.map((one, at) => inside(one, [...path, 'any', at])) }
    if ('not' in node) return { not: inside(node.not, [...path, 'not']) }
    if ('values' in node) return node
    return { column: node.column, is: node.is, values: take(node.parameter, path) }
  }
  const whole = mapTrees(definition, inside)
  return { definition: { ...whole, parameters: [] }, faults }
}

/** The definition with each of its trees changed, wherever one stands. */
function mapTrees(
  definition: ViewDefinition,
  change: (node: Node, path: Fault['path']) => Node,
): ViewDefinition {
  const at = (node: Node | null, path: Fault['path']) => (node === null ? null : change(node, path))
  const ofPart = (one: Part, path: Fault['path']): Part => ({
    ...one,
    where: at(one.where, [...path, 'where']),
  })
  const ofMeasure = (one: Measure, path: Fault['path']): Measure =>
    one.is === 'rate'
      ? {
          ...one,
          part: ofPart(one.part, [...path, 'part']),
          whole: ofPart(one.whole, [...path, 'whole']),
        }
      : { ...one, where: at(one.where, [...path, 'where']) }
  return {
    ...definition,
    where: at(definition.where, ['where']),
    group: definition.group && {
      ...definition.group,
      measures: definition.group.measures.map((one, place) =>
        ofMeasure(one, ['group', 'measures', place]),
      ),
    },
  }
}
