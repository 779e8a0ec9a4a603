import { elementAt, type ErrorRow, textOf, type XmlElement } from '../../sdk/index.ts'

/**
 * One fault was recorded: that of a login that is not accepted. For others SOAP's own words are
 * taken: a fault of the client is about what was asked, any other about the server.
 */
export const errors: readonly ErrorRow[] = [
  {
    status: '5xx',
    when: (body) => codeIn(body, /(^|:)InvalidLogin$/),
    failure: 'unauthorised',
    whoMustAct: 'you',
    sentence: 'Campaign Master does not accept the client, the user name or the password.',
    remedy: 'Check all three in the settings of the connection.',
  },
  {
    status: '5xx',
    when: (body) => codeIn(body, /(^|:)Client\b/),
    failure: 'refused',
    whoMustAct: 'homing',
    sentence: 'Campaign Master refused what was asked.',
    words: (body) => textOf(faultIn(body), 'faultstring') || undefined,
  },
  {
    // Everything goes to one address, so it is the address that is not there.
    status: 404,
    failure: 'unreadable',
    whoMustAct: 'you',
    sentence: 'There is no service of Campaign Master at the API address.',
    remedy: 'Check the API address in the settings of the connection.',
  },
  {
    status: '5xx',
    failure: 'temporary',
    whoMustAct: 'vendor',
    sentence: 'Campaign Master has a fault of its own.',
  },
]

function codeIn(body: unknown, code: RegExp): boolean {
  return code.test(textOf(faultIn(body), 'faultcode'))
}

/** body: the envelope of the answer; undefined where it has none. */
function faultIn(body: unknown): XmlElement | undefined {
  return elementAt(body as XmlElement | undefined, 'Body', 'Fault')
}
