import type { Line, Page } from '../faults/face.ts'
import { nil, readEnvelope, writeEnvelope, XmlRefused } from '../soap/index.ts'
import type { Element, Envelope } from '../soap/index.ts'
import { make } from './elements.ts'

/** A row as a line that faults can spoil. */
export interface Spoilt extends Line {
  element: Element
}

export function envelopeOf(text: string): Envelope | undefined {
  try {
    return readEnvelope(text)
  } catch (error) {
    if (error instanceof XmlRefused) return undefined
    throw error
  }
}

/** What holds the rows: it says how many there are. */
function holderIn(element: Element): Element | undefined {
  if ('recordReturn' in element.attributes) return element
  for (const child of element.children) {
    const found = holderIn(child)
    if (found !== undefined) return found
  }
  return undefined
}

/** Reads an answer; one without rows has no `rows`. */
export function readPage(body: string): Page | undefined {
  const envelope = envelopeOf(body)
  if (envelope === undefined) return undefined
  const holder = holderIn(envelope.content)
  if (holder === undefined) return { envelope, element: envelope.content }
  return { envelope, holder, rows: holder.children.map((row) => ({ element: row })) }
}

/** The answer with those rows, and the token that it had. A row of null is nil. */
export function writePage(page: Page): string {
  const { headers, content } = page.envelope as Envelope
  const holder = page.holder as Element | undefined
  if (holder === undefined) return writeEnvelope({ headers, content: page.element as Element })
  const name = holder.name.replace(/s$/, '')
  const rows = (page.rows as (Spoilt | null)[]).map((row) => row?.element ?? make(name, [], nil))
  const attributes = { ...holder.attributes, ...(page.none === true && { recordReturn: '0' }) }
  return writeEnvelope({
    headers,
    content: within(content, holder, { ...holder, attributes, children: rows }),
  })
}

function within(element: Element, old: Element, changed: Element): Element {
  if (element === old) return changed
  return { ...element, children: element.children.map((one) => within(one, old, changed)) }
}

/** The row with another text in each element of those names; left out for undefined. */
export function replaced(element: Element, names: RegExp, text: string | undefined): Element {
  const children = element.children.flatMap((child) => {
    if (!names.test(child.name)) return [child]
    return text === undefined ? [] : [{ ...child, text }]
  })
  return { ...element, children }
}
