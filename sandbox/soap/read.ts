import sax, { type QualifiedTag } from 'sax'
import type { Element } from './element.ts'
import { xsiNamespace } from './namespaces.ts'

/** Why a text is not taken for XML, in words that tell nothing of what stands in it. */
export class XmlRefused extends Error {
  override name = 'XmlRefused'
}

/** Bounds of a document that is read. */
export const bounds = { characters: 8 * 1024 * 1024, elements: 400_000, depth: 64 } as const

interface Open extends Element {
  children: Element[]
  text: string
}

/**
 * Reads a whole document strictly, and answers its root. Throws XmlRefused for what is not well
 * formed, goes beyond a bound, or has what SOAP 1.1 forbids: a document type or an instruction.
 */
export function readXml(text: string): Element {
  if (text.length > bounds.characters) throw new XmlRefused('the document is too long')
  // The types do not know strictEntities: without it the names of HTML would be taken as well.
  const options = { xmlns: true, strictEntities: true } as { xmlns: true }
  const parser = sax.parser(true, options)
  const open: Open[] = []
  let root: Element | undefined
  let elements = 0
  parser.onerror = ({ message }) => {
    throw new XmlRefused(`not well formed: ${message.split('\n')[0]}`)
  }
  parser.ondoctype = () => {
    throw new XmlRefused('a document type is not taken')
  }
  parser.onprocessinginstruction = ({ name }) => {
    if (name !== 'xml') throw new XmlRefused('an instruction is not taken')
  }
  parser.onopentag = (tag) => {
    elements += 1
    if (elements > bounds.elements) throw new XmlRefused('too many elements')
    if (open.length >= bounds.depth) throw new XmlRefused('elements stand too deep in each other')
    // sax lets a second root pass.
    if (open.length === 0 && root !== undefined) throw new XmlRefused('there are several roots')
    const element = opened(tag as QualifiedTag)
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  }
  const append = (piece: string) => {
    const element = open.at(-1)
    if (element !== undefined) element.text += piece
  }
  parser.ontext = append
  parser.oncdata = append
  parser.onclosetag = () => {
    const element = open.pop()
    if (element !== undefined && element.children.length > 0 && element.text.trim() === '') {
      element.text = ''
    }
  }
  parser.write(text).close()
  if (root === undefined) throw new XmlRefused('there is no element')
  return root
}

function opened({ local, uri, attributes }: QualifiedTag): Open {
  const kept = Object.values(attributes).filter((one) => one.prefix !== 'xmlns')
  const named = kept
    .filter((one) => one.name !== 'xmlns')
    .map((one) => [one.uri === xsiNamespace ? `xsi:${one.local}` : one.local, one.value])
  return {
    name: local,
    namespace: uri,
    attributes: Object.fromEntries(named) as Record<string, string>,
    children: [],
    text: '',
  }
}
