import type { JsonNode } from './json-tree.ts'

/** Whom a text names: the person, or somebody else. */
export type Names = (text: string) => { person: boolean; other: boolean }

interface Named {
  person: boolean
  other: boolean
}

/**
 * The values of a document that are about the person: the rows that name the person, and of a row
 * that names others beside (a sender), the objects that do. Everything of them counts, whatever its
 * name: a vendor adds fields at times.
 */
export function personsPart(root: JsonNode, names: Names): Set<JsonNode> {
  const named = new Map<JsonNode, Named>()
  weigh(root, names, named)
  const part = new Set<JsonNode>()
  const take = (node: JsonNode) => {
    if (isLeaf(node)) part.add(node)
    else node.children.forEach(take)
  }
  const descend = (node: JsonNode) => {
    if (!named.get(node)!.person || isLeaf(node)) return
    if (node.kind === 'array') {
      for (const child of node.children) {
        const { person, other } = named.get(child)!
        if (person && !other && child.kind === 'object') take(child)
        else descend(child)
      }
      return
    }
    const isTheirs =
      node.names.some((one) => names(one.value).person)
      || node.children.some((child) => isLeaf(child) && named.get(child)!.person)
    for (const child of node.children) {
      const { person, other } = named.get(child)!
      if (isTheirs && !other && !(person && child.kind === 'array')) take(child)
      else if (person) descend(child)
    }
  }
  descend(root)
  return part
}

/** Whether a value holds no further ones. */
export function isLeaf(node: JsonNode): boolean {
  return node.kind !== 'object' && node.kind !== 'array'
}

/** Every value of a document that holds no further ones, and every name of a field. */
export function leavesOf(node: JsonNode): JsonNode[] {
  if (isLeaf(node)) return [node]
  return [...node.names, ...node.children.flatMap(leavesOf)]
}

function weigh(node: JsonNode, names: Names, named: Map<JsonNode, Named>): Named {
  const sum = { person: false, other: false }
  const add = (one: Named) => {
    sum.person ||= one.person
    sum.other ||= one.other
  }
  if (isLeaf(node)) add(names(node.value))
  for (const name of node.names) add(names(name.value))
  for (const child of node.children) add(weigh(child, names, named))
  named.set(node, sum)
  return sum
}
