import { elementAt, type ErrorRow, textOf, type XmlElement } from '../../sdk/index.ts'

/**
 * MagnetMail documents no faults. What SOAP 1.1 itself says is taken: a fault of the client is
 * about what was asked, any other about the server (README.md, "Errors").
 */
export const errors: readonly ErrorRow[] = [
  {
    // WSDL: results of writing have a number, of which 0 is success, and a text beside it.
    status: 200,
    when: (body) => !/^(0(\.0+)?)?$/.test(textOf(resultIn(body), 'error')),
    failure: 'refused',
    whoMustAct: 'you',
    sentence: 'MagnetMail refused what was asked.',
    words: (body) =>
      textOf(elementAt(resultIn(body), 'errorObj'), 'errorMessage')
      || textOf(resultIn(body), 'msg')
      || undefined,
  },
  {
    status: '5xx',
    when: (body) => /\bsession/i.test(textOf(faultIn(body), 'faultstring')),
    failure: 'unauthorised',
    whoMustAct: 'you',
    sentence: 'MagnetMail does not accept the session.',
    remedy: 'Check user name and password in the settings of the connection.',
  },
  {
    status: '5xx',
    when: (body) => /(^|:)Client\b/.test(textOf(faultIn(body), 'faultcode')),
    failure: 'refused',
    whoMustAct: 'homing',
    sentence: 'MagnetMail refused what was asked.',
    words: (body) => textOf(faultIn(body), 'faultstring') || undefined,
  },
  {
    // Everything goes to one address, so it is the address that is not there.
    status: 404,
    failure: 'unreadable',
    whoMustAct: 'you',
    sentence: 'There is no service of MagnetMail at the API address.',
    remedy: 'Check the API address in the settings of the connection.',
  },
  {
    status: '5xx',
    failure: 'temporary',
    whoMustAct: 'vendor',
    sentence: 'MagnetMail has a fault of its own.',
  },
]

/** body: what parseXml made of the answer; undefined where it was no XML. */
function faultIn(body: unknown): XmlElement | undefined {
  return elementAt(body as XmlElement | undefined, 'Body', 'Fault')
}

/** The result in an answer, whatever the operation. */
function resultIn(body: unknown): XmlElement | undefined {
  return elementAt(body as XmlElement | undefined, 'Body')?.children[0]?.children[0]
}
