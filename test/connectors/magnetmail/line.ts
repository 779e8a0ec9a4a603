import { magnetMail } from '../../../src/connectors/esp/magnetmail/index.ts'
import { element, elementAt, parseXml, type Vendor } from '../../../src/connectors/index.ts'
import { line, type Outcome } from '../sdk/scripted.ts'

export const SETTINGS = { apiUrl: 'https://hlma-apie1.magnetmail.net', username: 'ada' }
export const PROOF = JSON.stringify({ sessionId: 's-1', user_id: 'HARROW' })

/** A vendor whose answers are scripted; asked lists the bodies that went out, parsed. */
export function scripted(...outcomes: Outcome[]) {
  const proof = async () => PROOF
  const tokens = { current: proof, renew: proof }
  const lined = line(outcomes, { connector: magnetMail, settings: SETTINGS, tokens })
  const vendor: Vendor = { settings: SETTINGS, http: lined.vendor, now: lined.clock.now }
  const asked = () => lined.asked.map(({ body }) => parseXml('test', body as string))
  return { vendor, asked, exchanges: lined.asked }
}

type Content = Parameters<typeof element>[1]

/** An answer as the WSDL shows one. */
export function answer(operation: string, content: Content): string {
  const result = element(`${operation}Result`, content)
  const response = element(`${operation}Response`, result, { xmlns: 'http://www.magnetmail.net/' })
  return envelope(response)
}

export const good = (operation: string, content: Content): Outcome => ({
  status: 200,
  body: answer(operation, content),
})

export const bytes = (operation: string, content: Content) =>
  new TextEncoder().encode(answer(operation, content))

/** A fault as SOAP 1.1 has it. */
export function fault(code: string, words: string): string {
  return envelope(
    element('soap:Fault', [element('faultcode', code), element('faultstring', words)]),
  )
}

/** The operation of a request, and where its parameters stand. */
export const bodyOf = (document: ReturnType<typeof parseXml>) =>
  elementAt(document, 'Body')!.children[0]!

function envelope(inner: Content): string {
  const soap = { 'xmlns:soap': 'http://schemas.xmlsoap.org/soap/envelope/' }
  return element('soap:Envelope', element('soap:Body', inner), soap).xml
}
