/** The login of the job service, as it was recorded in 2013. */
import {
  element,
  elementAt,
  elements,
  keysIn,
  parseXml,
  textOf,
  unreadable,
  type Vendor,
  type XmlElement,
} from '../../sdk/index.ts'
import { SERVICE, settingsOf } from './settings.ts'

export const TITLE = 'Campaign Master'

const NAMESPACE = 'http://campaignmaster.com.au'

/**
 * Logs in; for how many minutes that would be good. The token is not kept: nothing that needs one
 * is asked. Throws Failure('unauthorised') where the user or the password is not accepted.
 */
export async function logIn(vendor: Vendor): Promise<number> {
  const { apiUrl, clientId, username } = settingsOf(vendor.settings)
  const answer = await vendor.http.request({
    method: 'POST',
    url: `${apiUrl}${SERVICE}`,
    headers: { soapaction: `"${NAMESPACE}/IAPIService/Login"` },
    text: {
      type: 'text/xml; charset=utf-8',
      body: (proof) => envelope({ clientID: clientId, userName: username, ...keysIn(proof) }),
    },
    isSafe: true,
  })
  const path = ['Body', 'LoginResponse', 'LoginResult']
  const result = elementAt(envelopeIn(answer.body), ...path)
  const minutes = Number(textOf(result, 'MinutesTillTokenExpires'))
  if (textOf(result, 'TokenString') === '' || !(minutes > 0)) {
    throw unreadable(TITLE, 'It gives no token.')
  }
  return minutes
}

/** fields: clientID, userName and password, in this order. Pure. */
function envelope(fields: Readonly<Record<string, string>>): string {
  const login = element('Login', elements(fields), { xmlns: NAMESPACE })
  const soap = { 'xmlns:s': 'http://schemas.xmlsoap.org/soap/envelope/' }
  return element('s:Envelope', element('s:Body', login), soap).xml
}

/**
 * The envelope of an answer. The service answers in MTOM: a MIME message whose first part is the
 * document, and which has no other here. Throws Failure('unreadable'). Pure.
 */
export function envelopeIn(body: Uint8Array): XmlElement {
  const text = new TextDecoder().decode(body)
  const boundary = /^\s{0,9}(--[^\r\n]{1,200})\r?\n/.exec(text)
  if (!boundary) return parseXml(TITLE, body)
  const [head, mark] = boundary as unknown as [string, string]
  const from = text.slice(head.length - 1)
  const blank = /\r?\n\r?\n/.exec(from)
  const part = blank ? from.slice(blank.index + blank[0].length) : ''
  const end = part.indexOf(`\n${mark}`)
  if (end < 0) throw unreadable(TITLE, 'Its message has no end.')
  return parseXml(TITLE, part.slice(0, end))
}
