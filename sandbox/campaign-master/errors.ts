import { inEnvelope, maker, soapNamespace, type Element } from '../soap/index.ts'
import { packed, packedType } from './mtom.ts'

/** The namespace of every operation. */
export const namespace = 'http://campaignmaster.com.au'

export const make = maker(namespace)

/** A request that is refused; nothing of it has been done. */
export class Refused extends Error {
  /** Without its prefix: `InvalidLogin` is the vendor's, the others are those of SOAP 1.1. */
  readonly code: 'Client' | 'InvalidLogin'
  constructor(code: Refused['code'], reason: string) {
    super(reason)
    this.code = code
  }
}

export const deadToken = 'The security token is not valid'

const soap = maker(soapNamespace)
const plain = maker('')

/** The text of a fault as the vendor packs it. */
export function faultText(code: Refused['code'] | 'Server', reason: string): string {
  const content: Element = soap('Fault', [
    plain('faultcode', `soap:${code}`),
    plain('faultstring', reason, { 'xml:lang': 'en-GB' }),
  ])
  return packed(inEnvelope(content))
}

export function faultAnswer(code: Refused['code'], reason: string): Response {
  return new Response(faultText(code, reason), {
    status: 500,
    headers: { 'content-type': packedType },
  })
}
