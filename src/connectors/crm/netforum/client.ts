/** What is common to all requests: the one address, the envelope, and the token in both headers. */
import {
  element,
  elementAt,
  elements,
  parseXml,
  textOf,
  unreadable,
  type Vendor,
  type XmlContent,
  type XmlElement,
} from '../../sdk/index.ts'
import { serviceOf } from './settings.ts'

export const TITLE = 'netFORUM'

const NAMESPACE = 'http://www.avectra.com/2005/'

export interface Ask {
  operation: string
  /** In the order of the WSDL. */
  parameters: Readonly<Record<string, XmlContent>>
  /** False: it makes records, and must not be repeated where an answer was lost. */
  isSafe?: boolean
}

/** Does one operation; the answer as it came. Throws Failure. */
export async function post(vendor: Vendor, ask: Ask): Promise<Uint8Array> {
  const answer = await vendor.http.request({
    method: 'POST',
    url: serviceOf(vendor.settings),
    headers: { soapaction: `"${NAMESPACE}${ask.operation}"` },
    text: { type: 'text/xml; charset=utf-8', body: (token) => envelope(ask, token) },
    isSafe: ask.isSafe ?? true,
  })
  return answer.body
}

/** What an operation answered, read at once. Throws Failure. */
export async function ask(vendor: Vendor, asked: Ask): Promise<XmlElement> {
  return resultOf(asked.operation, await post(vendor, asked))
}

/** A token of '' is none. What stands within the operation is of its namespace. Pure. */
function envelope({ operation, parameters }: Ask, token: string): string {
  const namespace = { xmlns: NAMESPACE }
  const header = element('AuthorizationToken', element('Token', token), namespace)
  return element(
    's:Envelope',
    [
      token !== '' && element('s:Header', header),
      element('s:Body', element(operation, elements(parameters), namespace)),
    ].filter((part) => part !== false),
    { 'xmlns:s': 'http://schemas.xmlsoap.org/soap/envelope/' },
  ).xml
}

/** The result in an answer, fresh or stored; Failure('unreadable') where there is none. Pure. */
export function resultOf(operation: string, body: Uint8Array): XmlElement {
  const path = ['Body', `${operation}Response`, `${operation}Result`]
  const result = elementAt(parseXml(TITLE, body), ...path)
  if (!result) throw unreadable(TITLE, `It has no result of ${operation}.`)
  return result
}

/** Only the beginning of an answer is looked at for its header: bodies are long. */
const HEADER_BYTES_MAX = 4_096

const HEADER = /<(?:\w+:)?Header\b[^>]*>(.*?)<\/(?:\w+:)?Header>/s

/** A letter a byte, so that places in the text are places in the bytes. */
function beginningOf(body: Uint8Array): string {
  return Buffer.from(body.subarray(0, HEADER_BYTES_MAX)).toString('latin1')
}

/** The token in an answer's header, which is the one the next request must carry. Pure. */
export function tokenIn(body: Uint8Array): string | null {
  const [, header = ''] = HEADER.exec(beginningOf(body)) ?? []
  const [, token = ''] = /<(?:\w+:)?Token\b[^>]*>([^<]*)</.exec(header) ?? []
  return token.trim() === '' ? null : token.trim()
}

/** An answer as it may be kept: the token in it opens the account. Pure. */
export function withoutToken(body: Uint8Array): Uint8Array {
  const header = HEADER.exec(beginningOf(body))
  if (!header) return body
  const end = header.index + header[0].length
  return Buffer.concat([body.subarray(0, header.index), body.subarray(end)])
}

/** The exception in a fault: which kind, and the vendor's words of it. */
export function exceptionIn(body: unknown): { kind: string; words: string } | null {
  const fault = elementAt(body as XmlElement | undefined, 'Body', 'Fault')
  if (!fault) return null
  const info = elementAt(fault, 'detail')?.children[0]
  const exception = elementAt(info, 'XWebException')
  const said = [textOf(exception, 'Message'), textOf(exception, 'MessageDetail')]
  const words = said.filter((text) => text !== '').join(' ')
  return { kind: info?.name ?? '', words: words || textOf(fault, 'faultstring') }
}
