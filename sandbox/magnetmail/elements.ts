import { maker, nil, type Content, type Element } from '../soap/index.ts'

export const namespace = 'http://www.magnetmail.net/'

export const make = maker(namespace)

/** What stands in an element, by the names of its children: null is nil, undefined is left out. */
export type Values = Readonly<Record<string, Content | null>>

/** The children in the order of their names, which is the contract's. */
export function children(values: Values): Element[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined) return []
    return [value === null ? make(name, [], nil) : make(name, value)]
  })
}

export function made(name: string, values: Values): Element {
  return make(name, children(values))
}
