/** What is common to all requests: the one address, the envelope, and what stands in an answer. */
import {
  element,
  elementAt,
  elements,
  parseXml,
  unreadable,
  type Vendor,
  type XmlContent,
  type XmlElement,
  type XmlText,
} from '../../sdk/index.ts'
import { SERVICE, settingsOf } from './settings.ts'

export const TITLE = 'MagnetMail'

const NAMESPACE = 'http://www.magnetmail.net/'

/** Parameters in the order of the WSDL; userId and loginId: those of the session. */
export type Parameters = (userId: string, loginId: string) => Readonly<Record<string, XmlContent>>

/**
 * Does one operation; the answer as it came. What only reads, opens a session or says what holds
 * then may be done twice; once: it is not done again where its answer was lost.
 */
export async function post(
  vendor: Vendor,
  operation: string,
  parameters: Parameters,
  { once = false }: { once?: boolean } = {},
): Promise<Uint8Array> {
  const answer = await vendor.http.request({
    method: 'POST',
    url: `${settingsOf(vendor.settings).apiUrl}${SERVICE}`,
    headers: { soapaction: `"${NAMESPACE}${operation}"` },
    text: {
      type: 'text/xml; charset=utf-8',
      body: (proof) => envelope(operation, parameters, proof),
    },
    isSafe: !once,
  })
  return answer.body
}

/** What an operation answered, read at once. Throws Failure. */
export async function ask(
  vendor: Vendor,
  operation: string,
  parameters: Parameters,
  how?: { once?: boolean },
): Promise<XmlElement> {
  return resultOf(operation, await post(vendor, operation, parameters, how))
}

/** What a session is proved with, and what operations want to know of it. */
export interface Proof {
  sessionId: string
  user_id: string
  loginid: string
}

/** A proof of '' is none: the session is opened without a header. Pure. */
function envelope(operation: string, parameters: Parameters, proof: string): string {
  const session = proof === '' ? null : (JSON.parse(proof) as Proof)
  const content = elements(parameters(session?.user_id ?? '', session?.loginid ?? ''))
  const namespace = { xmlns: NAMESPACE }
  const { sessionId, user_id } = session ?? {}
  const header = element('mmAuthHeader', elements({ sessionId, user_id }), namespace)
  const soap = { 'xmlns:s': 'http://schemas.xmlsoap.org/soap/envelope/' }
  return element(
    's:Envelope',
    [
      session && element('s:Header', header),
      element('s:Body', element(operation, content, namespace)),
    ],
    soap,
  ).xml
}

/** The result in an answer, fresh or stored; Failure('unreadable') where there is none. Pure. */
export function resultOf(operation: string, body: Uint8Array): XmlElement {
  const path = ['Body', `${operation}Response`, `${operation}Result`]
  const result = elementAt(parsed(body), ...path)
  if (!result) throw unreadable(TITLE, `It has no result of ${operation}.`)
  return result
}

/** What stands in an answer. Throws Failure('unreadable'). Pure. */
export function parsed(body: Uint8Array): XmlElement {
  return parseXml(TITLE, body)
}

/**
 * The result in an answer of an operation that may leave it out, where it has nothing to tell:
 * undefined then. Failure('unreadable') where it is no answer of that operation. Pure.
 */
export function anyResultOf(operation: string, document: XmlElement): XmlElement | undefined {
  const response = elementAt(document, 'Body', `${operation}Response`)
  if (!response) throw unreadable(TITLE, `It is no answer of ${operation}.`)
  return elementAt(response, `${operation}Result`)
}

/** An id as a parameter. */
export function numericId(id: string): string {
  if (!/^\d{1,18}$/.test(id)) throw unreadable(TITLE, 'An id it gave cannot be an id.')
  return id
}

/** Ids as an array of whole numbers (WSDL: ArrayOfInt). */
export function ints(ids: readonly string[]): XmlText[] {
  return ids.map((id) => element('int', numericId(id)))
}

/** An element the WSDL wants there, without a value. */
export function nil(name: string): XmlText {
  return element(name, '', NIL)
}

const NIL = { 'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance', 'xsi:nil': 'true' }

/** A cursor that is the number of a page, from 1; null is the first. */
export function pageNumber(cursor: string | null): number {
  if (cursor === null) return 1
  if (!/^[1-9]\d{0,8}$/.test(cursor)) throw unreadable(TITLE, 'A cursor of its is none.')
  return Number(cursor)
}

/** A moment as a parameter. */
export function moment(at: number): string {
  return new Date(at).toISOString()
}

const MONTH_MS = 30 * 86_400_000

/**
 * Where everything that happened ends: a month on, since our own clock may be behind, and what it
 * holds for the future would be left out without a word.
 */
export function farEnd(vendor: Vendor): number {
  return vendor.now() + MONTH_MS
}
