/** XML as vendors answer it: read with caps into elements, and written. */
import sax from 'sax'
import { unreadable } from './answer.ts'

/** Deeper than any answer of a vendor's, and too shallow to hurt. */
const DEPTH_MAX = 64
/** Of elements in one answer: a page of 2,000 rows with 60 fields each has half as many. */
const ELEMENTS_MAX = 250_000

/** Only the five entities of XML itself. The package knows the option, and its types do not yet. */
const OPTIONS: sax.SAXOptions & { strictEntities: boolean } = { strictEntities: true }

export interface XmlElement {
  /** Without its namespace prefix, as the vendor spells it. */
  name: string
  attributes: Readonly<Record<string, string>>
  children: readonly XmlElement[]
  /** The text in it, without that of its children. */
  text: string
}

interface Growing extends XmlElement {
  children: Growing[]
}

/**
 * The root of a document. Throws Failure('unreadable') where it is not well-formed, declares a
 * document type (nothing a vendor answers has one, and entities hide in it) or is out of bounds.
 */
export function parseXml(vendor: string, body: Uint8Array | string): XmlElement {
  const parser = sax.parser(true, OPTIONS)
  const open: Growing[] = []
  let root: Growing | undefined
  let count = 0
  const refuse = (sentence: string, cause?: unknown): never => {
    throw unreadable(vendor, sentence, cause)
  }
  parser.onerror = (error) => refuse('It is no well-formed XML.', error)
  parser.ondoctype = () => refuse('It declares a document type, which no answer needs.')
  parser.onopentag = ({ name, attributes }) => {
    if (open.length === DEPTH_MAX) refuse('It is nested too deep.')
    if (++count > ELEMENTS_MAX) refuse('It has too many elements.')
    const element: Growing = {
      name: localName(name),
      attributes: attributes as Record<string, string>,
      children: [],
      text: '',
    }
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  }
  parser.onclosetag = () => void open.pop()
  parser.ontext = (text) => addText(open, text)
  parser.oncdata = (text) => addText(open, text)
  parser.write(typeof body === 'string' ? body : decode(vendor, body)).close()
  return root ?? refuse('It is no XML.')
}

/** Adds to the innermost open element; white space around the root belongs to none. */
function addText(open: readonly { text: string }[], text: string): void {
  const element = open.at(-1)
  if (element) element.text += text
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function decode(vendor: string, body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch (error) {
    throw unreadable(vendor, 'It is no UTF-8 text.', error)
  }
}

/** The first child of that name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name)
}

/** The element at the end of a path of names; undefined where one of them is not there. */
export function elementAt(
  element: XmlElement | undefined,
  ...path: readonly string[]
): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>(childOf, element)
}

/** All children of that name. */
export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? []
}

/** The trimmed text of the child of that name; '' where it is not there, is empty or nil. */
export function textOf(element: XmlElement | undefined, name: string): string {
  return childOf(element, name)?.text.trim() ?? ''
}

/** What an element holds: text, elements, or nothing (undefined and null are left out). */
export type XmlContent = string | number | boolean | null | undefined | XmlText | XmlContent[]

/** Written XML, which is not escaped a second time. */
export class XmlText {
  readonly xml: string
  constructor(xml: string) {
    this.xml = xml
  }
}

/** An element, written. Names are the caller's own; what it holds is escaped. */
export function element(
  name: string,
  content?: XmlContent,
  attributes: Readonly<Record<string, string | number>> = {},
): XmlText {
  const told = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(`${value}`)}"`)
  const inner = written(content)
  const head = `${name}${told.join('')}`
  return new XmlText(inner === '' ? `<${head}/>` : `<${head}>${inner}</${name}>`)
}

/** Elements of these names in this order; those without a value are left out. */
export function elements(fields: Readonly<Record<string, XmlContent>>): XmlText[] {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => element(name, value))
}

function written(content: XmlContent): string {
  if (content === undefined || content === null) return ''
  if (content instanceof XmlText) return content.xml
  if (Array.isArray(content)) return content.map(written).join('')
  return escape(String(content))
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // A reader makes a line feed of a bare one.
  '\r': '&#13;',
}

/** XML 1.0 has no place for other control characters, lone surrogates and the two noncharacters. */
const UNWRITABLE = /[\u0000-\u0008\v\f\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu

function escape(text: string): string {
  return text.replace(UNWRITABLE, '\ufffd').replace(/[&<>"'\r]/g, (sign) => ESCAPES[sign]!)
}
