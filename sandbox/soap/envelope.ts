import { childOf, maker, type Element } from './element.ts'
import { soapNamespace } from './namespaces.ts'
import { readXml, XmlRefused } from './read.ts'
import { writeXml } from './write.ts'

/** A message of SOAP 1.1: what stands in its header, and the one element of its body. */
export interface Envelope {
  headers: readonly Element[]
  content: Element
}

const soap = maker(soapNamespace)

/** Reads an envelope. Throws XmlRefused where the text is none. */
export function readEnvelope(text: string): Envelope {
  const root = readXml(text)
  if (root.name !== 'Envelope') throw new XmlRefused('the root is not an envelope')
  if (root.namespace !== soapNamespace) throw new XmlRefused('the envelope is not of SOAP 1.1')
  const content = childOf(root, 'Body')?.children ?? []
  if (content.length !== 1) throw new XmlRefused('the body must hold one element')
  return { headers: childOf(root, 'Header')?.children ?? [], content: content[0] as Element }
}

/** The text of an envelope; without headers it has no header at all. */
export function writeEnvelope({ headers, content }: Envelope): string {
  const header = headers.length === 0 ? [] : [soap('Header', headers)]
  return writeXml(soap('Envelope', [...header, soap('Body', [content])]))
}

/** An envelope around one element, without headers. */
export function inEnvelope(content: Element): string {
  return writeEnvelope({ headers: [], content })
}

const plain = maker('')

/** A fault of SOAP 1.1 as the content of an envelope; the status beside it is 500. */
export function soapFault(
  who: 'Client' | 'Server',
  reason: string,
  detail: readonly Element[] = [],
): Element {
  return soap('Fault', [
    plain('faultcode', `soap:${who}`),
    plain('faultstring', reason),
    plain('detail', detail),
  ])
}

/** The operation a SOAPAction header names, in quotes or not: what follows the last slash. */
export function actionOf(header: string | null | undefined): string | undefined {
  return /([^/"]+)"?\s*$/.exec(header ?? '')?.[1]
}

export const soapType = 'text/xml; charset=utf-8'
