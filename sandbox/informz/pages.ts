import type { Line, Page } from '../faults/face.ts'
import { childOf, childrenOf, inEnvelope, readEnvelope, readXml, textOf } from '../soap/index.ts'
import { writeXml, XmlRefused, type Element } from '../soap/index.ts'
import { make } from './errors.ts'

/** Reads the document in an envelope; undefined where the text holds none. */
function documentIn(text: string, name: string): Element | undefined {
  try {
    const inner = textOf(readEnvelope(text).content, name)
    return inner === undefined ? undefined : readXml(inner)
  } catch (error) {
    if (error instanceof XmlRefused) return undefined
    throw error
  }
}

function firstGrid(document: Element | undefined): Element | undefined {
  return document && childOf(document, 'Grids')?.children[0]
}

/** Counts come before the rows they are of, so that the last is a page where any is. */
function lastGrid(document: Element | undefined): Element | undefined {
  return document && childOf(document, 'Grids')?.children.at(-1)
}

/** What a request asks for: the type of its first grid, or its first action. */
export function operationOf(text: string): string | undefined {
  const document = documentIn(text, 'x')
  const action = document && childOf(document, 'Actions')?.children[0]
  return firstGrid(document)?.attributes.type ?? action?.name
}

export function startRowOf(text: string): number {
  const grid = lastGrid(documentIn(text, 'x'))
  return Number((grid && textOf(grid, 'StartRow')) || 1)
}

/** The records of an answer's last grid as lines; undefined for an answer without a grid. */
export function readPage(body: string): Page | undefined {
  const document = documentIn(body, 'PostInformzMessageResult')
  const grid = lastGrid(document)
  if (document === undefined || grid === undefined) return undefined
  const records = grid.children.map((record) => {
    const fields = childrenOf(childOf(record, 'Fields') ?? record, 'Field')
    return Object.fromEntries(fields.map((one) => [one.attributes.element ?? '', one.text]))
  })
  return { document, first: Number(grid.children[0]?.attributes.row ?? 1), records }
}

/** The answer with those records in its last grid, numbered anew. A line of null has no fields. */
export function writePage({ document, first, records }: Page): string {
  const whole = document as Element
  const lines = (records as (Line | null)[]).map((line, index) => {
    const fields = Object.entries(line ?? {}).map(([element, text]) =>
      make('Field', String(text), { element }),
    )
    const row = String(Number(first) + index)
    return make('Record', line === null ? [] : [make('Fields', fields)], { row })
  })
  const children = whole.children.map((child) => {
    if (child.name !== 'Grids') return child
    const grid = child.children.at(-1)
    const others = child.children.slice(0, -1)
    return { ...child, children: grid ? [...others, { ...grid, children: lines }] : [] }
  })
  const result = make('PostInformzMessageResult', writeXml({ ...whole, children }))
  return inEnvelope(make('PostInformzMessageResponse', [result]))
}
