import type { Line, Page } from '../faults/face.ts'
import { childOf, inEnvelope, nil, readEnvelope, XmlRefused, type Element } from '../soap/index.ts'
import { make } from './elements.ts'

/** The rows of results, by the names of their elements. */
const rowNames = new Set(
  (
    'group GroupRecipient Recipient RecipientGroup RecipientExtended recp_track recp_unsubscribe '
    + 'subscription Links Message MessageList MessageSentTrackingData MessageTrackingData '
    + 'MessageLinkTrackingData UnsubscribeTrackingData GroupCategory fieldDefn'
  ).split(' '),
)

/** Where a result holds its rows, unless they stand in itself. */
const holders = ['data', 'RecipientDetails', 'recipients']

export function contentOf(text: string): Element | undefined {
  try {
    return readEnvelope(text).content
  } catch (error) {
    if (error instanceof XmlRefused) return undefined
    throw error
  }
}

/** A row, or an answer without rows, as a line that faults can spoil. */
export interface Spoilt extends Line {
  element: Element
}

/** Reads an answer; one without rows has no `rows`. */
export function readPage(body: string): Page | undefined {
  const element = contentOf(body)
  const result = element?.children[0]
  if (element === undefined || result === undefined) return undefined
  const held = holders.map((name) => childOf(result, name)).find((one) => one !== undefined)
  const holder = held ?? result
  const empty = held !== undefined && held.children.length === 0
  if (!empty && !rowNames.has(holder.children[0]?.name ?? '')) return { element }
  return { element, holder: holder.name, rows: holder.children.map((row) => ({ element: row })) }
}

/** The answer with those rows. A row of null is nil, which the contract allows everywhere. */
export function writePage(page: Page): string {
  const element = page.element as Element
  if (page.rows === undefined) return inEnvelope(element)
  const sample = (page.rows as (Spoilt | null)[]).find((row) => row !== null)?.element.name
  const rows = (page.rows as (Spoilt | null)[]).map(
    (row) => row?.element ?? make(sample ?? 'Row', [], nil),
  )
  const [result] = element.children
  if (result === undefined) return inEnvelope(element)
  const within = (one: Element) => (one.name === page.holder ? { ...one, children: rows } : one)
  const changed =
    result.name === page.holder
      ? { ...result, children: rows }
      : { ...result, children: result.children.map(within) }
  return inEnvelope({ ...element, children: [changed] })
}

/** The element with another text in each of those named, however deep; left out for undefined. */
export function replaced(
  element: Element,
  names: RegExp,
  text: (old: string) => string | undefined,
): Element {
  const inner = element.children.flatMap((child) => {
    if (child.children.length > 0 || !names.test(child.name)) return [replaced(child, names, text)]
    const value = text(child.text)
    return value === undefined ? [] : [{ ...child, attributes: {}, text: value }]
  })
  return { ...element, children: inner }
}
