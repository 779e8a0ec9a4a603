/**
 * An element of an XML document. It has either children or a text: where a document mixes them, the
 * text is all its own text together, and white space between children is nothing.
 */
export interface Element {
  /** Without its prefix. */
  name: string
  /** Empty for none. */
  namespace: string
  /** By their local names; those of XML Schema instances begin with `xsi:`. */
  attributes: Readonly<Record<string, string>>
  children: readonly Element[]
  text: string
}

/** What can stand in an element that is made: nothing, a text, or children. */
export type Content = string | number | boolean | readonly Element[] | undefined

export type Make = (name: string, content?: Content, attributes?: Element['attributes']) => Element

/** Makes elements of one namespace. */
export function maker(namespace: string): Make {
  return (name, content = [], attributes = {}) => ({
    name,
    namespace,
    attributes,
    children: Array.isArray(content) ? (content as readonly Element[]) : [],
    text: Array.isArray(content) ? '' : String(content),
  })
}

/** The attribute of an element that stands for no value, where leaving it out is not allowed. */
export const nil = { 'xsi:nil': 'true' } as const

export function isNil(element: Element): boolean {
  return ['true', '1'].includes(element.attributes['xsi:nil'] ?? '')
}

/** The first child of that name. */
export function childOf(element: Element, name: string): Element | undefined {
  return element.children.find((one) => one.name === name)
}

export function childrenOf(element: Element, name: string): Element[] {
  return element.children.filter((one) => one.name === name)
}

/** The text of the first child of that name; undefined where there is none, or it is nil. */
export function textOf(element: Element, name: string): string | undefined {
  const child = childOf(element, name)
  return child === undefined || isNil(child) ? undefined : child.text
}
