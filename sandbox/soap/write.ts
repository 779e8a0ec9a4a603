import type { Element } from './element.ts'
import { soapNamespace, xsiNamespace } from './namespaces.ts'

const declaration = '<?xml version="1.0" encoding="utf-8"?>'

/** The document of that root. Characters that XML cannot carry become U+FFFD. */
export function writeXml(root: Element): string {
  const soap = uses(root, ({ namespace }) => namespace === soapNamespace)
  const xsi = uses(root, ({ attributes }) => Object.keys(attributes).some(isXsi))
  const declared = {
    ...(soap && { 'xmlns:soap': soapNamespace }),
    ...(xsi && { 'xmlns:xsi': xsiNamespace }),
  }
  return declaration + written({ ...root, attributes: { ...declared, ...root.attributes } }, '')
}

function uses(element: Element, fits: (element: Element) => boolean): boolean {
  return fits(element) || element.children.some((one) => uses(one, fits))
}

function isXsi(name: string): boolean {
  return name.startsWith('xsi:')
}

/** Elements of SOAP have a prefix; all others declare their namespace where it changes. */
function written(element: Element, around: string): string {
  const { namespace, children, text } = element
  const prefixed = namespace === soapNamespace
  const name = prefixed ? `soap:${element.name}` : element.name
  const changes = !prefixed && namespace !== around
  const attributes = { ...(changes && { xmlns: namespace }), ...element.attributes }
  const head = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`)
  const inner = prefixed ? around : namespace
  const content = escaped(text) + children.map((one) => written(one, inner)).join('')
  return content === ''
    ? `<${name}${head.join('')} />`
    : `<${name}${head.join('')}>${content}</${name}>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A reader would make a line feed of it.
  '\r': '&#xD;',
}

function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"\r]/g, (letter) => entities[letter] as string)
}
