import { maker, type Content, type Element } from '../soap/index.ts'

export const apiPath = '/xweb/secure/netForumXML.asmx'

export const namespace = 'http://www.avectra.com/2005/'

export const make = maker(namespace)

/** Values by the names of their elements: NULL is an empty element. */
export type Values = Readonly<Record<string, Content | null>>

/** The children in the order of their names; undefined is left out. */
export function children(values: Values): Element[] {
  return Object.entries(values).flatMap(([name, value]) => {
    return value === undefined ? [] : [make(name, value ?? [])]
  })
}

export function made(name: string, values: Values): Element {
  return make(name, children(values))
}

/** Rows of a facade object as the vendor wraps them: `XObjects` around one `XObject` each. */
export function objectsOf(name: string, rows: readonly Values[]): Element {
  const attributes = {
    'xsi:schemaLocation': `${namespace} ${name}.xsd`,
    recordReturn: String(rows.length),
  }
  const lines = rows.map((row) => made(`${name}Object`, row))
  return make(`${name}Objects`, lines, attributes)
}

/** Rows that belong to no facade object. */
export function resultsOf(rows: readonly Values[]): Element {
  const attributes = { recordReturn: String(rows.length) }
  return make(
    'Results',
    rows.map((row) => made('Result', row)),
    attributes,
  )
}
