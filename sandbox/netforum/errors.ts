import { maker, soapNamespace, writeEnvelope, type Element } from '../soap/index.ts'
import { apiPath, made, make } from './elements.ts'

/** The kinds of exceptions: the name of the element in a fault's detail begins with it. */
export type Kind = 'InvalidCredentials' | 'LockedCredentials' | 'InvalidToken' | 'System'

/** A call that is answered with a fault; nothing of it has been done. */
export class Refused extends Error {
  override name = 'Refused'
  readonly kind: Kind
  readonly detail: string | undefined

  constructor(
    message: string,
    { kind = 'System' as Kind, detail = undefined as string | undefined } = {},
  ) {
    super(message)
    this.kind = kind
    this.detail = detail
  }
}

/** What is wrong with the parameters: the vendor's words, and ours behind them. */
export function wrong(detail: string): Refused {
  return new Refused('Invalid Parameters.', { detail })
}

/** What the database would not do. */
export function failed(detail: string): Refused {
  return new Refused('An error occurred', { detail })
}

export const deadToken = new Refused('Invalid Token', { kind: 'InvalidToken' })

const plain = maker('')
const soap = maker(soapNamespace)

/** The text of a fault. It carries no token: whoever gets one holds none that a call renewed. */
export function faultText(refused: Refused, operation: string): string {
  const place = `   at Avectra.netForum.xWeb.xWebSecure.netForumXMLSecure.${operation}()`
  const content = soap('Fault', [
    plain('faultcode', 'soap:Client'),
    plain(
      'faultstring',
      `System.Web.Services.Protocols.SoapException: ${refused.message}\n${place}`,
    ),
    plain('faultactor', apiPath),
    plain('detail', [make(`${refused.kind}ExceptionInfo`, [exception(refused, place)])]),
  ])
  return writeEnvelope({ headers: [], content })
}

function exception({ message, detail }: Refused, place: string): Element {
  return made('XWebException', {
    Message: message,
    MessageDetail: detail,
    Number: 0,
    Source: 'xWeb',
    Line: 0,
    StackTrace: place,
    ErrorType: 'GeneralError',
    Errors: null,
  })
}
