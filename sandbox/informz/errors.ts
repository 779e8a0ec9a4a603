import { inEnvelope, maker, soapFault, soapType } from '../soap/index.ts'

/** The namespace of every document. */
export const informz = 'http://partner.informz.net/aapi/2009/08/'

export const make = maker(informz)

/** The codes the vendor documents, as far as the sandbox meets an occasion for them. */
export type Code =
  | 'BrandNotFoundException'
  | 'ConflictingInformationException'
  | 'InsufficientDataToCreateSubscriberException'
  | 'InsufficientInformationToCompleteActionException'
  | 'InvalidCredentialsException'
  | 'InvalidDataFormatException'
  | 'InvalidDocumentException'
  | 'InvalidGridCategoryException'
  | 'InvalidMessageException'
  | 'ItemNotFoundException'
  | 'MultipleDefaultTargetGroupsException'
  | 'NoNameSpaceSpecifiedException'
  | 'SystemAccessException'
  | 'UnexpectedInputException'
  | 'UnknownActionException'
  | 'UnknownRequestException'
  | 'ValidUserNotFoundException'

/** A request that is refused; nothing of its action has been done. */
export class Refused extends Error {
  readonly code: Code
  constructor(code: Code, reason: string) {
    super(reason)
    this.code = code
  }
}

/** The text of a SOAP fault in the vendor's form. */
export function faultText(code: Code, reason: string): string {
  const detail = make('InformzAAPIFault', [make('code', code), make('reason', reason)])
  const who = code === 'SystemAccessException' ? 'Server' : 'Client'
  return inEnvelope(soapFault(who, reason, [detail]))
}

export function faultAnswer({ code, message }: Refused): Response {
  return new Response(faultText(code, message), {
    status: 500,
    headers: { 'content-type': soapType },
  })
}
